// Field numbers of proto/copytaster/v1, for the code that walks and writes the wire without
// generated messages. tests/proto compares every one of them with the descriptors.
#pragma once

#include <cstdint>

namespace copytaster::fields {

// Article
inline constexpr std::uint32_t kId = 1, kVersion = 2, kProvider = 3, kHeadline = 4, kBody = 5,
                               kLanguage = 6, kPublishedAt = 7, kUpdatedAt = 8, kByline = 9,
                               kDateline = 10, kSlug = 11, kService = 12, kProviderSequence = 13,
                               kUri = 14, kStatus = 15, kAdvisory = 16, kRefersTo = 17,
                               kUrgency = 18, kSubjects = 19, kEditorNote = 20,
                               kEmbargoedUntil = 21, kMetadata = 22;

// EnrichedArticle
namespace enriched {
inline constexpr std::uint32_t kArticle = 1, kEpoch = 2, kSequence = 3, kPreviousOnTopic = 4,
                               kFeed = 5, kReceivedAt = 6, kVerdict = 7, kReasons = 8,
                               kLanguage = 9, kGarble = 10, kDuplicate = 11, kStory = 12,
                               kTopics = 13, kEntities = 14, kRuns = 15, kRaw = 16,
                               kAnnotations = 17;
}  // namespace enriched

}  // namespace copytaster::fields
