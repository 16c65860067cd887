// The cues, by kind. Written for this filter; words are folded, an apostrophe is '.
//
// A cue is as long as it needs to be for ordinary copy not to hold it: "cookies" alone is a recipe,
// "we use cookies" is a banner. Where ordinary copy may hold it after all (a story that quotes a
// chatbot), the flags say so.
#include "plugins/garble/cues.h"

namespace copytaster {
namespace {

constexpr Kind kF = Kind::kFurniture;
constexpr Kind kR = Kind::kResidue;
constexpr std::uint8_t kPage = kCut | kPageSign;
constexpr std::uint8_t kPageLine = kCut | kPageSign | kShortLine;
constexpr std::uint8_t kRefusal = kUnquoted | kStrong | kCut;

constexpr Cue kList[] = {
    // Advertisement and promotion.
    {kF, Scope::kLine, kPageLine, .97F,
     "^ advertisement|advertisment|advertorial|publicité|anzeige|publicidad $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ sponsored|promoted content|stories|links|post $"},
    {kF, Scope::kLine, kPageLine, .97F, "^ story|article continues below|after"},
    {kF, Scope::kLine, kPageLine, .95F, "^ scroll to|down continue|for"},
    {kF, Scope::kLine, kPageLine, .95F, "^ advertisement scroll|continue|story|skip|remove"},
    {kF, Scope::kLine, kPageLine, .95F, "^ skip advertisement|ad|to|past"},
    {kF, Scope::kLine, kPageLine, .9F, "^ loading advertisement|ad|comments|video|\xE2\x80\xA6 $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ report this ad $"},
    // Read on.
    {kF, Scope::kLine, kCut | kShortLine, .85F, "^ read more|next|also|full"},
    {kF, Scope::kLine, kCut | kShortLine, .85F, "^ also|must read"},
    {kF, Scope::kLine, kCut | kShortLine, .9F, "^ see|click also|here"},
    {kF, Scope::kLine, kCut | kShortLine, .85F,
     "^ related articles|stories|content|posts|news|coverage|topics|links $"},
    {kF, Scope::kLine, kCut | kShortLine, .85F, "^ related $"},
    {kF, Scope::kLine, kCut | kShortLine | kColon, .85F, "^ related|watch|video|photos|gallery"},
    {kF, Scope::kLine, kPageLine, .9F, "^ you may|might also like"},
    {kF, Scope::kLine, kPageLine, .85F, "^ recommended for you $"},
    {kF, Scope::kLine, kPageLine, .85F, "^ recommended|trending|popular $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ trending now|stories|topics|news|photos $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ most popular|read|viewed|shared|commented $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ more from|in|on|stories|news|like * $"},
    {kF, Scope::kLine, kCut | kShortLine, .8F, "^ don't miss"},
    {kF, Scope::kLine, kPageLine, .9F, "^ what to read next"},
    {kF, Scope::kLine, kPageLine, .9F, "^ editors' picks $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ editor's picks|pick|choice $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ top stories|news|headlines $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ latest news|stories|videos|headlines|posts $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ around the web $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ from our partners|network $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ view|see|show all|more|comments"},
    {kF, Scope::kLine, kPageLine, .9F, "^ next|previous|prev article|post|story|page $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ back to top $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ filed under"},
    {kF, Scope::kLine, kPageLine, .9F, "^ more about"},
    // Newsletters, accounts, paywalls.
    {kF, Scope::kSentence, kCut, .93F,
     "sign|subscribe|register up|here to|for|here * newsletter|newsletters|alerts|emails|briefing"},
    {kF, Scope::kSentence, kCut, .93F,
     "subscribe|register to|for our|the|my|this * newsletter|newsletters|channel|podcast"},
    {kF, Scope::kSentence, kCut, .9F, "delivered|sent to|straight|directly|right * inbox"},
    {kF, Scope::kSentence, kCut, .9F, "your inbox"},
    {kF, Scope::kSentence, kPage, .93F, "enter your email"},
    {kF, Scope::kSentence, kPage, .93F, "thanks|thank for|you signing|subscribing|for"},
    {kF, Scope::kSentence, kPage, .9F, "you can unsubscribe|opt at|out any|at"},
    {kF, Scope::kLine, kPageLine, .9F, "^ sign|log up|in|out $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ subscribe|login|register|logout|unsubscribe $"},
    {kF, Scope::kLine, kPageLine, .9F, "^ subscribe|sign|log now|today|up|in for|free|with|$"},
    {kF, Scope::kLine, kPageLine, .9F, "^ my|create|your an|account account|$"},
    {kF, Scope::kLine, kPageLine, .9F, "^ already|not a|have|registered subscriber|an|member|yet"},
    {kF, Scope::kLine, kPageLine, .9F, "^ forgot your|password|username"},
    {kF, Scope::kSentence, kPage, .95F,
     "subscribe|sign|log to|in|up to|continue|read continue|read|view reading|this|the"},
    {kF, Scope::kSentence, kPage, .95F,
     "you have|you've reached|read|# * free|limit articles|of|article"},
    {kF, Scope::kSentence, kPage, .9F, "already a subscriber"},
    {kF, Scope::kLine, kPageLine, .9F, "^ download our|the app"},
    {kF, Scope::kSentence, kCut, .85F, "follow us|@ on twitter|facebook|instagram|linkedin|social"},
    {kF, Scope::kSentence, kCut, .9F, "like us on facebook"},
    {kF, Scope::kSentence, kCut, .85F, "follow _ on|_ on|twitter twitter|facebook|instagram"},
    // Cookies, law, footers.
    {kF, Scope::kSentence, kPage, .96F, "we|site|website|partners use|uses cookies"},
    {kF, Scope::kSentence, kPage, .95F, "agree|consent to * use of cookies"},
    {kF, Scope::kSentence, kPage, .95F,
     "change|update|adjust|manage|review|withdraw your|my cookie|cookies|consent "
     "settings|preferences|choices|options"},
    {kF, Scope::kLine, kPageLine, .95F,
     "^ cookie|cookies policy|settings|preferences|notice|consent $"},
    {kF, Scope::kSentence, kPage, .95F, "accept|manage|reject all|your|our|the cookies|cookie"},
    {kF, Scope::kLine, kPageLine, .95F, "^ your privacy|ad choices"},
    {kF, Scope::kLine, kPageLine, .95F,
     "^ privacy policy|notice|statement|center|settings|terms|and"},
    {kF, Scope::kLine, kPageLine, .95F, "^ terms of|and|& use|service|conditions|sale"},
    {kF, Scope::kLine, kPageLine, .95F, "^ do not sell|share my"},
    {kF, Scope::kSentence, kCut | kPageSign, .95F, "all rights reserved"},
    {kF, Scope::kSentence, kCut, .95F,
     "material may not be published|broadcast|rewritten|reproduced"},
    {kF, Scope::kLine, kPageLine, .93F, "^ copyright #"},
    {kF, Scope::kLine, kPageLine, .93F, "^ copyright c|by #|c"},
    {kF, Scope::kLine, kPageLine, .93F, "^ contact|about us $"},
    {kF, Scope::kLine, kPageLine, .93F, "^ advertise with|on|here us|$"},
    {kF, Scope::kLine, kPageLine, .93F, "^ powered|hosted|designed by"},
    {kF, Scope::kSentence, kCut, .9F, "this site is protected by recaptcha"},
    // Embedded posts, captions, players.
    {kF, Scope::kLine, kCut, .95F, "view this post on instagram"},
    {kF, Scope::kLine, kCut, .95F, "a post shared by"},
    {kF, Scope::kLine, kCut | kShortLine, .9F, "^ enlarge this image"},
    {kF, Scope::kLine, kCut | kShortLine, .9F, "^ hide|toggle caption"},
    {kF, Scope::kLine, kCut | kShortLine, .9F, "^ image copyright|source|caption"},
    {kF, Scope::kLine, kCut | kShortLine, .9F, "^ media caption|playback"},
    {kF, Scope::kLine, kCut | kShortLine, .85F,
     "^ photo|image|picture|video credit|courtesy|by|via"},
    {kF, Scope::kParenthesis, kCut, .9F, "photo|photograph|image|picture by|credit|courtesy|via"},
    {kF, Scope::kParenthesis, kCut, .9F, "ap|reuters|afp|getty photo|images|image|video"},
    {kF, Scope::kParenthesis, kCut, .9F, "file photo"},
    {kF, Scope::kLine, kCut | kShortLine, .88F, "getty images $"},
    {kF, Scope::kLine, kCut | kShortLine, .85F, "ap|afp|reuters photo $"},
    {kF, Scope::kLine, kCut | kShortLine, .85F, "via ap|reuters|afp|getty $"},
    {kF, Scope::kLine, kPageLine, .93F, "^ play|pause|mute|unmute|replay video|$"},
    {kF, Scope::kLine, kPageLine, .93F, "^ current|remaining|stream time|type #|live"},
    {kF, Scope::kLine, kPageLine, .93F, "this is a modal window"},
    {kF, Scope::kLine, kPageLine, .9F, "^ watch|listen now|live|again|$"},
    {kF, Scope::kLine, kPageLine, .93F,
     "^ share|tweet|email|print|pin|whatsapp|flipboard|reddit|linkedin|facebook|twitter|pinterest "
     "$"},
    {kF, Scope::kLine, kPageLine, .93F, "^ share this|on|via|article|story"},
    {kF, Scope::kLine, kPageLine, .93F, "^ copy link"},
    {kF, Scope::kLine, kPageLine, .9F, "^ leave|post|write|add a comment|reply"},
    {kF, Scope::kLine, kPageLine, .9F, "^ comments|replies are|$ closed"},
    {kF, Scope::kSentence, kPage, .9F, "your email address will not be published"},
    {kF, Scope::kSentence, kPage, .9F, "javascript is|must required|disabled|be|not"},
    {kF, Scope::kSentence, kPage, .9F, "enable|activate javascript"},
    // What content systems leave.
    {kF, Scope::kLine, kPageLine, .8F, "^ last|first updated|modified|published"},
    {kF, Scope::kWords, 0, .6F, "news az reports citing _"},
    // Language models: refusals, echoes of the prompt, the screen around them.
    {kR, Scope::kSentence, kRefusal, .95F, "as an ai language|model|assistant"},
    {kR, Scope::kSentence, kRefusal, .95F, "i'm|am an ai language|model|assistant"},
    {kR, Scope::kSentence, kRefusal, .95F,
     "i'm|i sorry|apologize|am but|sorry|for but|i|the|can't i|but|can't|cannot|am|confusion"},
    {kR, Scope::kSentence, kRefusal, .95F,
     "i can't|cannot|can fulfill|fulfil|assist|comply|help|not with|that|this|your"},
    {kR, Scope::kSentence, kRefusal, .95F,
     "i'm|am unable to fulfill|fulfil|assist|comply|help|provide|generate"},
    {kR, Scope::kSentence, kRefusal, .95F,
     "as of my last|latest|knowledge knowledge|update|training|cutoff"},
    {kR, Scope::kSentence, kRefusal, .9F, "my knowledge|training cutoff|data"},
    {kR, Scope::kLine, kRefusal, .93F,
     "^ here|here's is|a|the|your a|the|rewritten|revised|rephrased|paraphrased "
     "rewritten|revised|rephrased|paraphrased|version|article"},
    {kR, Scope::kLine, kRefusal, .93F, "^ sure|certainly|absolutely here|here's is|a|the|an"},
    {kR, Scope::kSentence, kRefusal, .9F,
     "^ rewrite|paraphrase|rephrase|summarize|summarise the|this following|article|text "
     "article|text|content|paragraph|news|in"},
    {kR, Scope::kLine, kRefusal, .93F, "^ regenerate response"},
    {kR, Scope::kSentence, kUnquoted | kCut, .9F, "chatgpt can make mistakes"},
    {kR, Scope::kLine, kUnquoted | kCut, .7F,
     "^ meta|seo|focus description|title|keyphrase|keyword"},
    {kR, Scope::kSentence, kRefusal, .9F, "let me know if you'd|you like me to|need"},
    {kR, Scope::kSentence, kRefusal, .9F, "let me know if you would|want like|me me|to"},
    {kR, Scope::kLine, kRefusal, .9F, "^ is there anything else i can help|assist"},
    {kR, Scope::kLine, kRefusal, .9F, "^ how can|may i help|assist you today"},
    {kR, Scope::kSentence, kRefusal, .9F, "i hope this helps"},
    // Placeholders.
    {kR, Scope::kSentence, kStrong | kCut, .97F, "lorem ipsum dolor"},
    {kR, Scope::kSentence, kStrong | kCut, .97F, "consectetur adipiscing|adipisicing elit"},
    {kR, Scope::kWords, kStrong | kCut, .9F, "tk tk"},
    {kR, Scope::kWords, kStrong | kCut, .9F, "tktk"},
    {kR, Scope::kWords, kStrong | kCut, .9F,
     "insert|add name|photo|quote|headline|image|text|caption here"},
    {kR, Scope::kLine, kStrong | kCut, .9F, "^ headline|caption|text|body|subhead goes here"},
    {kR, Scope::kLine, kStrong | kCut, .9F, "^ this is a test story|article|message|post"},
};

}  // namespace

const std::span<const Cue> kCues = kList;

}  // namespace copytaster
