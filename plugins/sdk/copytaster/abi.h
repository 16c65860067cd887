/* The boundary between copytaster and a filter: C11, the only contract.
 *
 * A filter is a shared library that exports one data symbol, `copytaster_plugin`, a ct_plugin. Its
 * first 16 bytes (magic, major, minor, struct_size, flags) are fixed for ever and are read before
 * anything else, so that a library of another layout is refused and never misread.
 *
 * Rules: whoever allocates frees. Nothing is handed over; everything is borrowed, for the call
 * unless said otherwise. Tables start with struct_size and grow at the end only. No exception
 * crosses. All text is UTF-8, not NUL-terminated. Offsets are bytes into the field named,
 * half-open.
 *
 * Thread tags: [setup] before the first article, one thread; [examine] any worker thread, several
 * at once; [settle] one thread, in sequence order; [any].
 */
#ifndef COPYTASTER_ABI_H_
#define COPYTASTER_ABI_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CT_ABI_MAGIC UINT32_C(0x63746131) /* "cta1" */
#define CT_ABI_MAJOR 1
#define CT_ABI_MINOR 0

typedef struct ct_text {
  const char* data; /* may be NULL where size is 0 */
  uint64_t size;    /* bytes */
} ct_text;

typedef enum ct_status {
  CT_OK = 0,
  CT_NOT_FOUND = 1, /* no such key, field or extension */
  CT_FULL = 2,      /* a bound was hit: notes of an article, or the store's disk */
  CT_INVALID = 3,   /* an argument is out of range; nothing was done */
  CT_FAILED = 4     /* the filter failed on this article; ct_host.fail says why */
} ct_status;

typedef enum ct_verdict { CT_PASS = 1, CT_HOLD = 2, CT_SPIKE = 3 } ct_verdict;

typedef enum ct_field {
  CT_HEADLINE = 1,
  CT_BODY = 2,
  CT_ID = 3,
  CT_PROVIDER = 4,
  CT_SERVICE = 5,
  CT_URI = 6,
  CT_BYLINE = 7,
  CT_DATELINE = 8,
  CT_SLUG = 9,
  CT_EDITOR_NOTE = 10,
  CT_REFERS_TO = 11,
  CT_LANGUAGE =
      12, /* as read: BCP 47, "und" where unsure; the article's own claim where it made one */
  CT_FEED = 13
} ct_field;

typedef enum ct_number {
  CT_SEQUENCE = 1,
  CT_RECEIVED_AT = 2, /* times: microseconds since 1970-01-01 UTC, 0 where not said */
  CT_PUBLISHED_AT = 3,
  CT_UPDATED_AT = 4,
  CT_EMBARGOED_UNTIL = 5,
  CT_VERSION = 6,
  CT_PROVIDER_SEQUENCE = 7,
  CT_URGENCY = 8,
  CT_STATUS = 9,   /* ct_article_status */
  CT_ADVISORY = 10 /* ct_advisory */
} ct_number;

typedef enum ct_article_status {
  CT_USABLE = 0,
  CT_WITHHELD = 1,
  CT_CANCELED = 2
} ct_article_status;
typedef enum ct_advisory {
  CT_NO_ADVISORY = 0,
  CT_UPDATE = 1,
  CT_CORRECTION = 2,
  CT_KILL = 3,
  CT_WITHDRAWAL = 4
} ct_advisory;

/* A word: a run of letters and digits, with apostrophes inside ("don't"), and in numbers the
 * points, commas and colons between digits ("15,237.64" is one word, "2025-02-04" three). A hyphen
 * ends a word. */
typedef struct ct_token {
  uint64_t hash;  /* XXH3-64 (seed 0) of the folded word: lower case, ' for ’ */
  uint32_t begin; /* byte offset in its field */
  uint16_t size;  /* bytes; longer words are cut in tokens of at most 65,535 */
  uint16_t flags; /* ct_token_flag */
} ct_token;

typedef enum ct_token_flag {
  CT_TOKEN_CAPITAL = 1,      /* first letter is upper case */
  CT_TOKEN_ALL_CAPITALS = 2, /* two or more letters, all upper case */
  CT_TOKEN_NUMBER = 4,       /* starts with a digit */
  CT_TOKEN_DIGIT = 8,        /* has a digit */
  CT_TOKEN_NON_ASCII = 16,   /* has a byte >= 0x80 */
  CT_TOKEN_SENTENCE_START = 32,
  CT_TOKEN_QUOTED = 64, /* stands within a quotation */
  CT_TOKEN_LINE_START = 128
} ct_token_flag;

/* A stretch of a field and the tokens in it. */
typedef struct ct_span {
  uint32_t begin, end;             /* bytes, half-open */
  uint32_t token_begin, token_end; /* indices into the field's tokens, half-open */
} ct_span;

typedef enum ct_span_kind {
  CT_SENTENCES = 1,
  CT_QUOTATIONS = 2, /* without their marks */
  CT_LINES = 3       /* without the line feed; empty lines are left out */
} ct_span_kind;

typedef enum ct_garble_kind {
  CT_SPUN = 1,
  CT_ENCODING = 2,
  CT_NOISE = 3,
  CT_TRUNCATED = 4,
  CT_REPEATED = 5,
  CT_INTERLEAVED = 6,
  CT_FURNITURE = 7,
  CT_MARKUP = 8,
  CT_RESIDUE = 9
} ct_garble_kind;

typedef struct ct_finding {
  uint32_t struct_size;
  uint32_t kind;  /* ct_garble_kind */
  uint32_t field; /* CT_HEADLINE or CT_BODY */
  uint32_t begin, end;
  uint32_t cut; /* 1: the reading is that nothing should stand here */
  float confidence;
  uint32_t reserved;
  ct_text reading; /* empty: none is sure */
} ct_finding;

typedef struct ct_garble {
  uint32_t struct_size;
  float score;    /* 0 to 1, calibrated */
  float severity; /* 0 to 1, share of the body's bytes damaged */
  uint32_t reserved;
  ct_text restored; /* whole body restored; empty: nothing was */
} ct_garble;

typedef enum ct_relation {
  CT_ORIGINAL = 1,
  CT_EXACT = 2,
  CT_NEAR = 3,
  CT_CONTAINED = 4,
  CT_CONTAINS = 5,
  CT_VERSION_OF = 6,
  CT_REWRITE = 7
} ct_relation;

typedef struct ct_duplicate {
  uint32_t struct_size;
  uint32_t relation; /* ct_relation */
  uint64_t of_sequence;
  ct_text of_id, of_provider;
  float resemblance, containment;
  const ct_text* evidence;
  uint64_t evidence_count;
} ct_duplicate;

typedef struct ct_story {
  uint32_t struct_size;
  uint32_t size;     /* articles so far, this one included */
  uint32_t position; /* from 1 */
  float score;
  ct_text id;
  const ct_text* evidence;
  uint64_t evidence_count;
} ct_story;

typedef struct ct_evidence {
  uint32_t field; /* CT_HEADLINE or CT_BODY */
  uint32_t begin, end;
  float weight;
} ct_evidence;

/* Of a topic's code and of each parent's; a longer one is CT_INVALID. */
#define CT_TOPIC_CODE_BYTES_MAX 64

typedef struct ct_topic {
  uint32_t struct_size;
  float confidence;
  ct_text code, label;
  const ct_text* parents; /* codes, nearest first */
  uint64_t parents_count;
  const ct_evidence* evidence;
  uint64_t evidence_count;
} ct_topic;

typedef enum ct_entity_type {
  CT_PERSON = 1,
  CT_PLACE = 2,
  CT_ORGANISATION = 3,
  CT_COUNTRY = 4,
  CT_DATELINE_PLACE = 5,
  CT_AGENCY = 6
} ct_entity_type;

typedef struct ct_entity {
  uint32_t struct_size;
  uint32_t type; /* ct_entity_type */
  uint32_t count;
  uint32_t reserved;
  ct_text text, id;
  const uint32_t* offsets; /* bytes into the body */
  uint64_t offsets_count;
} ct_entity;

typedef struct ct_document ct_document;
typedef struct ct_notes ct_notes;
typedef struct ct_settings ct_settings;
typedef struct ct_store ct_store;

typedef enum ct_level { CT_DEBUG = 0, CT_INFO = 1, CT_WARNING = 2, CT_ERROR = 3 } ct_level;

/* What the daemon offers. Lives as long as the process. */
typedef struct ct_host {
  uint32_t struct_size;
  uint32_t abi_minor;

  /* [any] A named table beyond the core ("copytaster.store/1"), or NULL. */
  const void* (*extension)(const char* name);

  /* --- The document [examine, settle]: views valid until the call returns. --- */
  ct_text (*text)(const ct_document*, uint32_t field);   /* empty where the article has none */
  int64_t (*number)(const ct_document*, uint32_t which); /* 0 where the article has none */
  const ct_token* (*tokens)(const ct_document*, uint32_t field,
                            uint64_t* count); /* headline or body */
  const ct_span* (*spans)(const ct_document*, uint32_t field, uint32_t kind, uint64_t* count);
  ct_text (*subject)(const ct_document*, uint64_t index); /* data is NULL past the last */
  ct_text (*metadata)(const ct_document*, ct_text key);
  /* The article with its body as an earlier filter restored it, read anew; NULL where nothing was.
   * Offsets of its tokens are into the restored body. */
  const ct_document* (*restored)(const ct_document*);

  /* --- Notes [examine, settle]: text is copied; what is not UTF-8 in it becomes '?', and a range
   * that cuts a character is widened to whole ones. CT_FULL past the bounds of an article. --- */
  ct_status (*verdict)(ct_notes*, uint32_t verdict, ct_text reason);
  ct_status (*finding)(ct_notes*, const ct_finding*);
  ct_status (*garble)(ct_notes*, const ct_garble*);
  ct_status (*duplicate)(ct_notes*, const ct_duplicate*);
  ct_status (*story)(ct_notes*, const ct_story*);
  ct_status (*topic)(ct_notes*, const ct_topic*);
  ct_status (*entity)(ct_notes*, const ct_entity*);
  ct_status (*annotation)(ct_notes*, ct_text type_url, ct_text message); /* serialised protobuf */
  ct_status (*message)(ct_notes*, ct_text); /* stands in the run of this filter */
  void (*fail)(ct_notes*, ct_text why);     /* before returning CT_FAILED */
  /* What earlier filters found; valid until the next finding is noted. */
  const ct_finding* (*findings)(const ct_notes*, uint64_t* count);
  /* [examine] Bytes from examine to settle of the same article, for this filter alone: 8-byte
   * aligned, zeroed, valid until the article is settled. One a filter an article; NULL past the
   * bound. */
  void* (*keep)(ct_notes*, uint64_t size);
  ct_text (*kept)(const ct_notes*); /* [settle] empty where nothing was kept */

  /* --- Settings [setup]: asking declares the key, so that --check knows it. A value of another
   * type, or out of range, makes create fail with its line and column. Text is valid until create
   * returns. --- */
  double (*setting_number)(const ct_settings*, const char* key, double otherwise, const char* help);
  int64_t (*setting_integer)(const ct_settings*, const char* key, int64_t otherwise,
                             const char* help);
  uint32_t (*setting_flag)(const ct_settings*, const char* key, uint32_t otherwise,
                           const char* help);
  ct_text (*setting_text)(const ct_settings*, const char* key, ct_text otherwise, const char* help);
  /* Item of a list of texts; data is NULL past the last. `otherwise`: items, NULL-terminated, or
   * NULL. */
  ct_text (*setting_item)(const ct_settings*, const char* key, uint64_t index,
                          const char* const* otherwise, const char* help);
  /* A file: absolute, or relative to the folder of the filter's library. */
  ct_text (*setting_file)(const ct_settings*, const char* key, ct_text otherwise, const char* help);

  void (*log)(uint32_t level, ct_text); /* [any] rate-limited; never the text of an article */
} ct_host;

/* Extension "copytaster.store/1" [settle; recall]: an ordered key-value table of the filter's own,
 * read-your-writes, committed with the article. Keys 1 to 500 bytes, compared as bytes. */
typedef struct ct_store_api {
  uint32_t struct_size;
  uint32_t reserved;
  ct_status (*get)(ct_store*, ct_text key,
                   ct_text* value); /* value valid until the next put or erase */
  ct_status (*put)(ct_store*, ct_text key, ct_text value);
  ct_status (*erase)(ct_store*, ct_text key);
  /* Walks keys >= from in order until `each` returns 0; the table may not be changed meanwhile. */
  ct_status (*scan)(ct_store*, ct_text from, uint32_t (*each)(void*, ct_text key, ct_text value),
                    void*);
} ct_store_api;

#define CT_STORE_EXTENSION "copytaster.store/1"

typedef struct ct_failure {
  char text[512]; /* NUL-terminated: why a filter refuses */
} ct_failure;

enum { CT_EXAMINES = 1, CT_SETTLES = 2, CT_RECALLS = 4 };

typedef struct ct_plugin {
  uint32_t magic; /* CT_ABI_MAGIC */
  uint16_t abi_major, abi_minor;
  uint32_t struct_size;
  uint32_t flags;      /* CT_EXAMINES | CT_SETTLES | CT_RECALLS */
  const char* name;    /* one word, lower case */
  const char* version; /* "1.2.3" */
  /* [setup] NULL and a filled failure where the filter refuses. */
  void* (*create)(const ct_host*, const ct_settings*, ct_failure*);
  void (*destroy)(void* self);
  ct_status (*examine)(const void* self, const ct_document*, ct_notes*);     /* [examine] */
  ct_status (*settle)(void* self, const ct_document*, ct_notes*, ct_store*); /* [settle] */
  /* [setup] The store as last committed: once before the first article, and again on a new filter
   * after a commit that failed. What a filter holds in memory beside its store is rebuilt here. */
  ct_status (*recall)(void* self, ct_store*, ct_failure*);
} ct_plugin;

#define CT_PLUGIN_SYMBOL "copytaster_plugin"

#ifdef __cplusplus
}
#endif

#endif /* COPYTASTER_ABI_H_ */
