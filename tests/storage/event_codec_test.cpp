#include "storage/event_codec.hpp"

#include "event_samples.hpp"
#include "storage/failure.hpp"
#include "tests/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>

using namespace cchc;
using namespace cchc::domain;
using namespace cchc::storage;

namespace {

Envelope envelope_around(const Event& event)
{
    Envelope around;
    around.id = *uuid_from("0198b1c2-0000-7000-8000-00000000002a");
    around.tenant = "quang-dien";
    around.stream = {std::visit(
                         [](const auto& family) {
                             using F = std::decay_t<decltype(family)>;
                             if constexpr (std::is_same_v<F, DirectoryEvent>)
                                 return StreamKind::directory;
                             else if constexpr (std::is_same_v<F, RegulationEvent>)
                                 return StreamKind::regulation;
                             else if constexpr (std::is_same_v<F, CycleEvent>)
                                 return StreamKind::cycle;
                             else if constexpr (std::is_same_v<F, AssessmentEvent>)
                                 return StreamKind::assessment;
                             else if constexpr (std::is_same_v<F, AppraisalEvent>)
                                 return StreamKind::appraisal;
                             else
                                 return StreamKind::ballot;
                         },
                         event),
                     ""};
    if (around.stream.kind != StreamKind::directory) around.stream.id = "2023-phong-noi-vu";
    around.stream_version = 8;
    around.at = Instant{1'697'342'400'000'123};
    around.actor = ActorId("p-7f3k");
    around.role = RoleKind::agency_officer;
    around.on_behalf = AgencyId("phong-noi-vu");
    around.command = *uuid_from("0198b1c2-0000-7000-8000-000000000029");
    around.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    return around;
}

std::vector<std::string> golden_lines()
{
    std::ifstream file(std::string(repository_root) + "/tests/storage/golden/events.txt");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

template <class Family, std::size_t... I>
void numbers_of(std::set<int>& numbers, std::index_sequence<I...>)
{
    (numbers.insert(std::variant_alternative_t<I, Family>::no), ...);
}
template <std::size_t... I>
std::set<int> all_numbers(std::index_sequence<I...>)
{
    std::set<int> numbers;
    (numbers_of<std::variant_alternative_t<I, Event>>(
         numbers, std::make_index_sequence<std::variant_size_v<std::variant_alternative_t<I, Event>>>{}),
     ...);
    return numbers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_event_on_disk)

BOOST_AUTO_TEST_CASE(keeps_the_bytes_it_was_released_with)
{
    const auto samples = tests::samples_of_every_event();
    const auto golden = golden_lines();
    BOOST_REQUIRE_EQUAL(samples.size(), golden.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        BOOST_TEST(encode(envelope_around(samples[i]), samples[i]).text == golden[i]);
}

BOOST_AUTO_TEST_CASE(has_a_golden_line_whatever_its_type)
{
    std::set<int> sampled;
    for (const Event& event : tests::samples_of_every_event())
        sampled.insert(encode(envelope_around(event), event).type);
    const auto released = all_numbers(std::make_index_sequence<std::variant_size_v<Event>>{});
    BOOST_TEST(sampled == released, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_back_as_what_happened)
{
    for (const Event& event : tests::samples_of_every_event()) {
        const Leaf leaf = encode(envelope_around(event), event);
        const ReadLeaf read = decode(leaf.text);
        BOOST_TEST((read.record.event == event), leaf.text);
        BOOST_TEST(read.type == leaf.type);
        BOOST_TEST(read.data_offset == leaf.data_offset);
        BOOST_TEST(read.data_length == leaf.data_length);
        BOOST_TEST(read.stream_version == 8u);
        BOOST_TEST(read.tenant == "quang-dien");
        BOOST_TEST(read.record.actor.value == "p-7f3k");
        BOOST_TEST(uuid_text(read.command) == "0198b1c2-0000-7000-8000-000000000029");

        const Record again =
            replay(leaf.text, leaf.type, leaf.schema, leaf.data_offset, 42, read.record.at, read.record.stream);
        BOOST_TEST((again.event == event));
        BOOST_TEST(again.actor.value == "p-7f3k");
        BOOST_TEST((again.role == RoleKind::agency_officer));
        BOOST_TEST(again.seq == 42u);
    }
}

BOOST_AUTO_TEST_CASE(leaves_out_what_says_nothing)
{
    BOOST_TEST(data_text(AssessmentEvent(SelfScoreEntered{Code("I.1.1"), Points::whole(2), {}, {}, {}})) ==
               R"({"criterion":"I.1.1","points":"2.00"})");
}

BOOST_AUTO_TEST_CASE(cut_anywhere_or_changed_in_its_frame_is_refused_not_guessed)
{
    for (const Event& event : tests::samples_of_every_event()) {
        const std::string text = encode(envelope_around(event), event).text;
        for (std::size_t cut = 0; cut < text.size(); cut += 7)
            BOOST_CHECK_THROW(decode(std::string_view(text).substr(0, cut)), Failure);
        BOOST_CHECK_THROW(decode(text + "}"), Failure);
    }
}

BOOST_AUTO_TEST_CASE(of_an_unknown_type_or_a_newer_schema_stops_the_reader)
{
    const Event event = AssessmentEvent(SelfScoreCleared{Code("I.1.1"), {}});
    const std::string text = encode(envelope_around(event), event).text;
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = text;
        for (std::size_t at = 0; (at = changed.find(from, at)) != std::string::npos; at += to.size())
            changed.replace(at, from.size(), to);
        return changed;
    };
    BOOST_CHECK_THROW(decode(with("self_score_cleared", "self_score_polished")), Failure);
    BOOST_CHECK_THROW(decode(with("cleared/1", "cleared/2")), Failure);
    BOOST_CHECK_THROW(decode(with("\"schemaversion\":1", "\"schemaversion\":2")), Failure);
    BOOST_CHECK_THROW(decode(with("\"criterion\":\"I.1.1\"", "\"criterion\":\"I.1.1\",\"new\":1")), Failure);
}

BOOST_AUTO_TEST_CASE(carries_a_time_ordered_id)
{
    const Uuid id = uuid_v7(Instant{1'697'342'400'123'456}, ~0ull, ~0ull);
    BOOST_TEST(uuid_text(id) == "018b317d-a67b-7fff-bfff-ffffffffffff");
    BOOST_TEST((uuid_from(uuid_text(id)) == id));
    BOOST_TEST(!uuid_from("018b317d-a67b-7fff-bfff-fffffffffff"));
    BOOST_TEST(!uuid_from("018b317d-a67b-7fff-bfff-ffffffffffg0"));
}

BOOST_AUTO_TEST_SUITE_END()
