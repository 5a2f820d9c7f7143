#include "domain/result.hpp"

#include "storage/event_codec.hpp"
#include "storage/event_log.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

// The whole year once more, on the real log: written batch by batch, closed, opened again, and read back.

using namespace cchc::domain;
namespace storage = cchc::storage;

namespace {

/// From the first score to the second publication, through everything that marks an event.
Story a_year()
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}})
        .once(AttachEvidence{plan_carried_out, LinkId("tl-1"), file('b'), day("2026-01-15"), "01/KH-VP", "1-4", {}})
        .once(DeclareFigures{files_on_time, ratio(96, 100)})
        .once(EnterSelfScore{files_on_time, pts("2"), "4 hồ sơ do bưu điện"})
        .once(AttachEvidence{files_on_time, LinkId("tl-2"), file('c'), {}, {}, {}, {}})
        .once(WriteExplanation{files_on_time, "Theo \"Sổ theo dõi\" của bộ phận một cửa"})
        .once(DeclareFigures{plan_in_time, dated("2026-01-21")})
        .once(UndoEdit{mine, story.last()})
        .once(DeclareFigures{plan_in_time, dated("2026-01-20")})
        .once(WriteExplanation{plan_in_time, "Ban hành ngày 20/01"})
        .once(EditEntries{
            mine, {{EnterSelfScore{papers, pts("0"), {}}, {}}, {EnterSelfScore{initiatives, pts("1.5"), {}}, {}}}})
        .once(ClaimNotApplicable{online, "Không có dịch vụ công trực tuyến"})
        .once(RequestApproval{mine});
    story.as(head).once(ApproveAssessment{mine}).once(DelegateSubmission{mine, officer.actor, "07/UQ-VP"});
    story.as(admin).once(
        ExtendRound{cycle_2026, self_assessment, {justice}, deadline.plus_us(one_day), {}, "15/QĐ", "mưa lũ"});
    story.as(officer).at(deadline).once(SubmitAssessment{mine, {"Chánh Văn phòng"}});
    story.at(lock).once_the_clock_has_struck().at(lock.plus_us(one_day)).once_the_clock_has_struck();
    story.at(council_meets)
        .as(admin)
        .once(ReopenRound{cycle_2026,
                          self_assessment,
                          GrantId("mo-1"),
                          {justice},
                          {initiatives},
                          round_1_ends,
                          "sai số liệu nguồn",
                          "31/QĐ"});
    story.as(justice_officer).about(justice).once(EnterSelfScore{initiatives, pts("1"), {}});
    story.as(appraiser)
        .once(RuleNotApplicable{mine, online, true, "đúng"})
        .once(DecideAppraisal{
            mine, files_on_time, appraisal_1, Decision::disagree, pts("1"), "bưu điện không là lý do", {}, true})
        .once(DecideAppraisal{
            mine, files_on_time, appraisal_1, Decision::disagree, pts("1"), "bưu điện không là lý do", {}, false})
        .once(DecideAppraisal{
            mine, plan_carried_out, appraisal_1, Decision::request_supplement, pts("1"), {}, "Bản ký số", false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1}).at(round_1_ends).once_the_clock_has_struck();
    story.as(officer).about(office).at(answering).once(ProvideSupplement{plan_carried_out, "Đã có bản ký số"});
    story.once(AttachEvidence{plan_carried_out, LinkId("tl-3"), file('d'), {}, {}, {}, LinkId("tl-1")});
    story.at(council_meets_again).once_the_clock_has_struck().as(appraiser);
    story.once(DecideAppraisal{mine, plan_carried_out, appraisal_2, Decision::agree, pts("2"), {}, {}, false});
    story.as(admin)
        .once(PublishAppraisals{cycle_2026, appraisal_2})
        .once(EndRole{colleague.hat.grant, "chuyển công tác"});
    return story;
}

/// Writes a past down as the server would: a stream's own versions, one frame for every few events.
void write(const std::vector<Record>& past, const std::filesystem::path& folder)
{
    storage::LogSettings settings;
    settings.folder = folder;
    storage::EventLog log(settings);
    TenantNo tenant = 0;
    for (std::size_t next = 0; next < past.size();) {
        auto batch = log.begin();
        if (tenant == 0) tenant = batch.create_tenant("huyen");
        for (std::size_t i = 0; i < 7 && next < past.size(); ++i, ++next) {
            const Record& record = past[next];
            storage::NewEvent event;
            event.tenant = tenant;
            event.stream = batch.stream(tenant, record.stream.text());
            event.version = batch.stream_version(tenant, event.stream) + 1;
            event.time = record.at;
            storage::Envelope envelope;
            envelope.tenant = "huyen";
            envelope.stream = record.stream;
            envelope.stream_version = event.version;
            envelope.at = record.at;
            envelope.actor = record.actor;
            envelope.role = record.role;
            storage::Leaf leaf = storage::encode(envelope, record.event);
            event.type = leaf.type;
            event.schema = leaf.schema;
            event.data_offset = leaf.data_offset;
            event.data_length = leaf.data_length;
            event.leaf = std::move(leaf.text);
            BOOST_REQUIRE(batch.append(event).seq == record.seq);
        }
        log.commit(std::move(batch).finish());
    }
}

/// The world that the first `size` events of the log in this folder come to.
World read(const std::filesystem::path& folder, const Library& library, Sequence size)
{
    storage::LogSettings settings;
    settings.folder = folder;
    settings.read_only = true;
    const storage::EventLog log(settings);
    World world;
    world.library = library;
    log.replay(log.find_tenant("huyen")->number, 0, size, [&](const storage::Entry& entry) {
        Record record = storage::decode(entry.leaf).record;
        record.seq = entry.header.seq;
        evolve(world, record);
        return true;
    });
    return world;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_year_on_the_real_log)

BOOST_AUTO_TEST_CASE(reads_back_as_the_world_it_was_at_any_of_its_events) // ES-1
{
    const Story story = a_year();
    const cchc::tests::Scratch folder;
    write(story.past(), folder);
    for (const std::size_t size : {story.past().size(), story.past().size() / 2, std::size_t{13}}) {
        const std::vector<Record> until(story.past().begin(), story.past().begin() + static_cast<std::ptrdiff_t>(size));
        const World world = read(folder, story.world().library, size);
        BOOST_TEST((words_of(world) == words_of(replayed(until, story.world().library))),
                   "after " << size << " events");
    }
}

BOOST_AUTO_TEST_CASE(comes_to_the_totals_it_should)
{
    const Story story = a_year();
    const Standing all = standing(story.cycle(), story.file().assessment, story.file().appraisal);
    // I.1.1 2, I.1.2 2, I.1.3 1, I.2 0, I.3 1.5, II.1 4 (does not apply, full), III 1 (a day late, without its letter)
    BOOST_TEST(all.self.text() == "11.50");
    BOOST_TEST(all.round_1.text() == "9.50");
    BOOST_TEST(all.round_2.text() == "10.50");
    BOOST_TEST(all.applicable_maximum.text() == "20.00");
    BOOST_TEST((all.reached == Stage::round_2));
}

BOOST_AUTO_TEST_SUITE_END()
