#include "server/demonstration/demonstration.hpp"

#include "domain/values.hpp"
#include "server/demonstration/answers.hpp"
#include "server/demonstration/authority.hpp"
#include "server/demonstration/papers.hpp"
#include "server/demonstration/visitor.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>
#include <thread>

namespace cchc::server::demonstration {

using domain::Instant;

// ── the cast ─────────────────────────────────────────────────────────────────────────────────────────────────────────

static const std::vector<Office>& offices()
{
    // Two offices share seed and diligence: theirs is the tie. The last one is late.
    static const std::vector<Office> all{
        {"van-phong-hdnd-ubnd", "Văn phòng HĐND và UBND huyện", 94, 11},
        {"phong-noi-vu", "Phòng Nội vụ", 95, 12},
        {"phong-tu-phap", "Phòng Tư pháp", 90, 13},
        {"phong-tai-chinh-ke-hoach", "Phòng Tài chính - Kế hoạch", 92, 14},
        {"phong-kinh-te-ha-tang", "Phòng Kinh tế và Hạ tầng", 82, 15},
        {"phong-van-hoa-thong-tin", "Phòng Văn hóa và Thông tin", 85, 16},
        {"phong-giao-duc-dao-tao", "Phòng Giáo dục và Đào tạo", 88, 17},
        {"phong-tai-nguyen-moi-truong", "Phòng Tài nguyên và Môi trường", 78, 18},
        {"phong-lao-dong-thuong-binh-xa-hoi", "Phòng Lao động - Thương binh và Xã hội", 86, 19},
        {"phong-nong-nghiep-phat-trien-nong-thon", "Phòng Nông nghiệp và Phát triển nông thôn", 86, 19},
        {"thanh-tra-huyen", "Thanh tra huyện", 80, 21},
    };
    return all;
}

static const std::vector<std::string>& appraising()
{
    static const std::vector<std::string> all{"van-phong-hdnd-ubnd",   "phong-noi-vu",
                                              "phong-tu-phap",         "phong-tai-chinh-ke-hoach",
                                              "phong-kinh-te-ha-tang", "phong-van-hoa-thong-tin"};
    return all;
}

std::vector<Account> accounts()
{
    static const std::array<const char*, 11> officers{
        "Nguyễn Thị An",  "Trần Văn Bình", "Lê Thị Cúc",   "Phạm Văn Dũng", "Hoàng Thị Đào", "Võ Văn Em",
        "Đặng Thị Giang", "Bùi Văn Hải",   "Hồ Thị Khánh", "Dương Văn Lâm", "Phan Thị Mai"};
    static const std::array<const char*, 11> heads{"Trương Văn Nam", "Ngô Thị Oanh", "Lý Văn Phúc", "Mai Thị Quý",
                                                   "Đỗ Văn Sơn",     "Cao Thị Tâm",  "Tạ Văn Uy",   "Châu Thị Vân",
                                                   "La Văn Xuân",    "Thái Thị Yến", "Tôn Văn Ân"};
    static const std::array<const char*, 6> appraisers{"Huỳnh Thị Bích", "Kiều Văn Chính", "Lâm Thị Diệu",
                                                       "Nghiêm Văn Đức", "Ông Thị Hạnh",   "Quách Văn Khôi"};
    std::vector<Account> all{{"quantri", "Quản trị kỳ đánh giá", "cycle_admin", ""},
                             {"kiemtra", "Thanh tra, kiểm tra", "auditor", ""}};
    for (std::size_t i = 0; i < offices().size(); ++i) {
        const std::string& agency = offices()[i].agency;
        all.push_back({agency + ".canbo", officers[i], "agency_officer", agency});
        all.push_back({agency + ".thutruong", heads[i], "agency_head", agency});
    }
    for (std::size_t i = 0; i < appraising().size(); ++i)
        all.push_back({appraising()[i] + ".thamdinh", appraisers[i], "appraiser", appraising()[i]});
    return all;
}

// ── the script ───────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

struct Stopped {};

class Script {
public:
    explicit Script(const Play& play) : play_(play), luck_(play.seed) {}

    void run()
    {
        if (as("quantri").get("/cycles/2023").ok()) return say("Dữ liệu minh họa đã có; dùng lại.");
        issue_regulation();
        play_finished_cycle();
        open_next_cycle();
        say("Kỳ 2023 đã xong; kỳ 2024 đang tự chấm điểm: mời đồng chí đăng nhập.");
    }

private:
    // Each person signs in once and keeps the session.
    Visitor& as(const std::string& login)
    {
        auto& visitor = visitors_[login];
        if (!visitor) {
            visitor = std::make_unique<Visitor>(play_.port, luck_.next());
            visitor->sign_in(login, play_.password);
        }
        return *visitor;
    }
    void say(const std::string& line) const
    {
        if (play_.say) play_.say(line);
    }
    /// A pause of the play: shorter at higher speed.
    void pause(double seconds) const
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds / play_.speed);
        do {
            if (play_.stop && *play_.stop) throw Stopped{};
            const std::chrono::duration<double> left = end - std::chrono::steady_clock::now();
            std::this_thread::sleep_for(std::min(left, std::chrono::duration<double>(0.1)));
        } while (std::chrono::steady_clock::now() < end);
    }
    static const Heard& must(const Heard& heard, const std::string& what)
    {
        if (!heard.ok())
            throw std::runtime_error("demonstration: " + what + ": " + std::to_string(heard.status) + " " + heard.body);
        return heard;
    }
    std::string in_seconds(double seconds)
    {
        const Instant now = *domain::parse_instant(
            must(as("quantri").get("/clock"), "the clock").json.at("server_time").get<std::string>());
        return domain::local_text(now.plus_us(static_cast<std::int64_t>(seconds * 1e6)));
    }

    void issue_regulation()
    {
        must(as("quantri").send("POST", "/regulations", Json::parse(regulation())), "the regulation");
        say("Ban hành bộ tiêu chí Quảng Điền 2023 (52 tiêu chí chấm điểm).");
    }

    /// Without an end the self-assessment stays open until guidance fills it in (TL-4).
    void open_cycle(const std::string& cycle, const std::string& title, const std::optional<Json>& ends)
    {
        Json round{{"round", "self_assessment"}, {"opens_at", in_seconds(0)}};
        if (ends) round.update(*ends);
        const Json body{{"cycle", cycle},
                        {"title", title},
                        {"regulation", "quang-dien-2023"},
                        {"regulation_version", 1},
                        {"rounds", Json::array({round})}};
        must(as("quantri").send("POST", "/cycles", body), "the cycle");
    }

    Json leaves(const std::string& cycle)
    {
        const Heard heard = as("quantri").get("/cycles/" + cycle + "/criteria?group=phong-chuyen-mon");
        const Heard& criteria =
            heard.ok() ? heard : must(as("quantri").get("/cycles/" + cycle + "/criteria"), "the criteria");
        Json all = Json::array();
        for (const Json& criterion : criteria.json.at("criteria"))
            if (criterion.at("leaf").get<bool>()) all.push_back(criterion);
        return all;
    }

    // ── an office scores itself ──
    void score_office(const std::string& cycle, const Office& office, const Json& criteria, std::size_t upto)
    {
        SeededRandom luck(play_.seed * 1000 + office.seed);
        Visitor& officer = as(office.agency + ".canbo");
        const std::string base = "/assessments/" + cycle + "-" + office.agency;
        std::map<std::string, std::string> versions;
        std::size_t done = 0;
        for (const Json& criterion : criteria) {
            if (done == upto) break;
            const std::string code = criterion.at("code");
            const std::string entry = base + "/entries/" + code;
            const bool mine = criterion.at("scored_by") == "agency";
            if (!mine) {
                attach(officer, office, entry, code); // the submission letter, for what the system scores
                continue;
            }
            std::string etag = "\"e0\"";
            const auto did = [&](const Heard& heard) {
                if (heard.ok()) etag = heard.etag;
                return heard.ok();
            };
            const bool never = luck.next() % 60 == 0 && criterion.at("na_claimable").get<bool>();
            if (never) {
                const Json claim{{"assessment", cycle + "-" + office.agency},
                                 {"code", code},
                                 {"act", "claim"},
                                 {"ground", "Trong năm không phát sinh nhiệm vụ này"}};
                did(officer.send("PUT", "/cycles/" + cycle + "/not_applicable", claim));
                ++done;
                continue;
            }
            const Json figures = figures_for(criterion, office, luck);
            if (figures.is_null() || !did(officer.send("PUT", entry + "/figures", figures, etag)))
                did(officer.send("PUT", entry + "/self_score", {{"value", points_for(criterion, office, luck)}}, etag));
            const std::string rule = criterion.at("evidence_rule");
            if (rule == "any") {
                // The appraiser keeps the record: nothing is owed (EV-28).
            } else if (luck.next() % 3 == 0 || rule == "both") {
                attach(officer, office, entry, code);
                const Heard now = officer.get(entry);
                etag = now.etag;
                if (rule == "both") explain(officer, entry, etag);
            } else {
                explain(officer, entry, etag);
            }
            ++done;
            pause(0.02);
        }
    }
    void explain(Visitor& officer, const std::string& entry, const std::string& etag)
    {
        officer.send("PUT", entry + "/explanation",
                     {{"text", "Đơn vị đã thực hiện theo kế hoạch; số liệu đối chiếu trên phần mềm của huyện."}}, etag);
    }
    void attach(Visitor& officer, const Office& office, const std::string& entry, const std::string& code)
    {
        const std::string sha256 =
            officer.upload("Tài liệu " + code + ".pdf", paper_of(office, code), "application/pdf");
        officer.send("POST", entry + "/evidence",
                     {{"sha256", sha256},
                      {"kind", "report"},
                      {"issuer", office.title},
                      {"document_date", "2023-01-15"},
                      {"document_number", "15/BC-" + code}});
    }
    /// Most papers are signed by the office they come from; some by another one, a few by nobody, and one in a while
    /// was changed since. The same paper each time it is asked for.
    const std::string& paper_of(const Office& office, const std::string& code)
    {
        const auto [known, is_new] = papers_.try_emplace({office.agency, code});
        std::string& made = known->second;
        if (!is_new) return made;
        std::uint64_t lot = office.seed;
        for (const char c : code) lot = lot * 31 + static_cast<unsigned char>(c);
        const auto signed_by = [&](const Office& who) {
            return signed_paper(office.agency, code,
                                [&](std::string_view bytes) { return play_.authority->sign(who.title, bytes); });
        };
        if (!play_.authority || lot % 8 == 7)
            made = paper(office.agency, code);
        else if (lot % 8 == 6)
            made = signed_by(offices()[(lot / 8) % offices().size()]);
        else if (lot % 16 == 5)
            made = altered(signed_by(office));
        else
            made = signed_by(office);
        return made;
    }
    void submit_office(const std::string& cycle, const Office& office)
    {
        const std::string base = "/assessments/" + cycle + "-" + office.agency;
        must(as(office.agency + ".canbo").send("POST", base + "/approval_requests", Json::object()),
             "asking the head of " + office.title);
        pause(0.1);
        Visitor& head = as(office.agency + ".thutruong");
        must(head.send("POST", base + "/approvals", {{"decision", "approve"}}), "the approval at " + office.title);
        must(head.send("POST", base + "/submissions",
                       {{"attendance", {"Thủ trưởng cơ quan", "Công chức phụ trách CCHC"}}}),
             "the submission of " + office.title);
        say(office.title + " nộp hồ sơ.");
    }

    // ── rounds ──
    void schedule(const std::string& cycle, const std::string& round, double seconds)
    {
        const std::string locks = in_seconds(seconds);
        must(as("quantri").send("PUT", "/cycles/" + cycle + "/rounds/" + round,
                                {{"opens_at", in_seconds(0)}, {"deadline", locks}, {"locks_at", locks}}),
             "scheduling " + round);
    }
    void lock(const std::string& cycle, const std::string& round)
    {
        must(as("quantri").send("POST", "/cycles/" + cycle + "/rounds/" + round + "/locks",
                                {{"reason", "Đã đủ ý kiến của các cơ quan thẩm định"}}),
             "locking " + round);
    }
    void await_lock(const std::string& cycle, const std::string& round)
    {
        for (;;) {
            const Heard heard = must(as("quantri").get("/cycles/" + cycle + "/rounds"), "the rounds");
            for (const Json& one : heard.json.at("rounds"))
                if (one.at("round") == round && !one.at("lock").is_null()) return;
            pause(0.3);
        }
    }

    /// Every appraiser judges what his agency is asked about; mostly he agrees.
    void appraise(const std::string& cycle, const std::string& round, bool second)
    {
        for (const std::string& agency : appraising()) {
            Visitor& appraiser = as(agency + ".thamdinh");
            const std::string base = "/cycles/" + cycle + "/rounds/" + round + "/items";
            const Heard heard = must(appraiser.get(base), "the items of " + agency);
            for (const Json& item : heard.json.at("items")) {
                if (item.at("conflict").get<bool>()) continue;
                const Json& entry = item.at("entry");
                const std::string assessment = item.at("assessment");
                const std::string code = item.at("code");
                SeededRandom luck = luck_about(item.at("agency"), code, second);
                if (!entry.at("not_applicable").is_null() && entry.at("not_applicable").at("state") == "claimed") {
                    const bool accept = luck.next() % 4 != 0;
                    appraiser.send("PUT", "/cycles/" + cycle + "/not_applicable",
                                   {{"assessment", assessment},
                                    {"code", code},
                                    {"act", accept ? "accept" : "refuse"},
                                    {"reason", accept ? "Đúng là không phát sinh" : "Có phát sinh theo sổ theo dõi"}});
                    if (accept) continue;
                }
                const Json& first = entry.at("appraisals").at("appraisal_1");
                if (second && (first.is_null() || first.at("decision") == "agree")) continue;
                decide(appraiser, base + "/" + assessment + "/" + code + "/appraisal", item, second, luck);
                pause(0.004);
            }
            say("Thẩm định " + std::string(second ? "vòng 2" : "vòng 1") + ": " + agency + " đã có ý kiến.");
        }
    }
    /// What is thought of one criterion of one office: offices of one seed fare alike.
    SeededRandom luck_about(const std::string& agency, const std::string& code, bool second) const
    {
        std::uint64_t seed = play_.seed + (second ? 77 : 0);
        for (const Office& office : offices())
            if (office.agency == agency) seed = seed * 1000 + office.seed;
        for (const char c : code) seed = seed * 31 + static_cast<unsigned char>(c);
        return SeededRandom(seed);
    }
    /// What an appraiser says he looked at; asked for where his agency keeps the evidence itself (EV-28).
    static constexpr const char* own_records = "Sổ theo dõi của cơ quan thẩm định, đến ngày 15/10/2023";

    void decide(Visitor& appraiser, const std::string& path, const Json& item, bool second, Random& luck)
    {
        const std::string etag = "\"a" + std::to_string(item.at("version").get<int>()) + "\"";
        const Json& allowed = item.at("allowed_points");
        const bool can_lower = !item.at("self").is_null() && item.at("self") != "0.00" && allowed.size() > 1;
        const std::uint64_t turn = luck.next() % 100;
        const bool lenient = second ? turn < 60 : turn < 82;
        if (!can_lower || lenient) {
            must(appraiser.send("PUT", path, {{"decision", "agree"}, {"records", own_records}}, etag), "agreeing");
            return;
        }
        const std::string lower = allowed[allowed.size() - 2];
        Json wish{{"decision", "disagree"},
                  {"points", lower},
                  {"reason", "Tài liệu chưa chứng minh được đầy đủ nội dung của mức tự chấm"},
                  {"records", own_records}};
        if (!second && turn >= 92) {
            wish["decision"] = "request_supplement";
            wish["needed"] = "Bổ sung báo cáo có chữ ký số và số liệu đến 15/10/2023";
        }
        if (turn % 5 == 0) { // first a draft, then the decision
            Json draft = wish;
            draft["draft"] = true;
            const Heard drafted = must(appraiser.send("PUT", path, draft, etag), "drafting");
            must(appraiser.send("PUT", path, wish, drafted.etag), "deciding");
            return;
        }
        must(appraiser.send("PUT", path, wish, etag), "deciding");
    }
    void publish(const std::string& cycle, const std::string& round)
    {
        must(as("quantri").send("POST", "/cycles/" + cycle + "/rounds/" + round + "/publications", Json::object()),
             "publishing " + round);
        say("Công bố ý kiến " + round + ".");
    }

    /// Offices answer what was refused or asked about.
    void supplement(const std::string& cycle)
    {
        for (const Office& office : offices()) {
            Visitor& officer = as(office.agency + ".canbo");
            const std::string base = "/assessments/" + cycle + "-" + office.agency + "/entries";
            const Heard heard = must(officer.get(base), "the entries of " + office.title);
            for (const Json& entry : heard.json.at("entries")) {
                const Json& first = entry.at("appraisals").at("appraisal_1");
                if (first.is_null() || first.at("decision") == "agree") continue;
                const std::string code = entry.at("code");
                if (first.at("decision") == "request_supplement") attach(officer, office, base + "/" + code, code);
                const Heard now = officer.get(base + "/" + code);
                officer.send("PUT", base + "/" + code + "/supplement",
                             {{"text", "Đơn vị bổ sung báo cáo và giữ nguyên mức tự chấm."}}, now.etag);
                pause(0.01);
            }
        }
        say("Các đơn vị đã giải trình, bổ sung.");
    }

    /// One office had its source figures wrong: one criterion opens again for it, and closes by itself.
    void reopen(const std::string& cycle)
    {
        const Office& office = offices()[4];
        const double seconds = std::max(3.0, 8 / play_.speed);
        must(as("quantri").send("POST", "/reopen_grants",
                                {{"cycle", cycle},
                                 {"round", "self_assessment"},
                                 {"agencies", {office.agency}},
                                 {"criteria", {"I.1.3"}},
                                 {"until", in_seconds(seconds)},
                                 {"ground", "Số liệu nguồn của đơn vị sai, đã có văn bản đề nghị"},
                                 {"decision_number", "52/UBND-NV"}}),
             "the reopening");
        Visitor& officer = as(office.agency + ".canbo");
        const std::string entry = "/assessments/" + cycle + "-" + office.agency + "/entries/I.1.3";
        const Heard now = must(officer.get(entry), "the reopened entry");
        must(officer.send("PUT", entry + "/figures", {{"numerator", 19}, {"denominator", 20}}, now.etag),
             "the corrected figures");
        say("Mở lại tiêu chí I.1.3 cho " + office.title + "; tự khóa sau " + std::to_string(static_cast<int>(seconds)) +
            " giây.");
    }

    void play_finished_cycle()
    {
        const std::string cycle = "2023";
        open_cycle(cycle, "Chỉ số CCHC năm 2023 (minh họa)", {});
        const Json criteria = leaves(cycle);
        say("Mở kỳ 2023: 11 cơ quan tự chấm điểm.");
        const Office& late = offices().back();
        for (const Office& office : offices()) {
            score_office(cycle, office, criteria, criteria.size());
            if (office.agency != late.agency) submit_office(cycle, office);
        }
        pass_the_deadline(cycle, late);
        reopen(cycle);

        schedule(cycle, "appraisal_1", 3600);
        appraise(cycle, "appraisal_1", false);
        publish(cycle, "appraisal_1");
        lock(cycle, "appraisal_1");
        schedule(cycle, "supplement", std::max(8.0, 20 / play_.speed));
        supplement(cycle);
        await_lock(cycle, "supplement");
        schedule(cycle, "appraisal_2", 3600);
        appraise(cycle, "appraisal_2", true);
        publish(cycle, "appraisal_2");
        lock(cycle, "appraisal_2");
    }

    /// Guidance sets the deadline; it passes, the last office comes in behind it, and the clock locks the round.
    void pass_the_deadline(const std::string& cycle, const Office& late)
    {
        const double until_deadline = std::max(2.0, 10 / play_.speed);
        const double until_lock = until_deadline + std::max(6.0, 20 / play_.speed);
        must(as("quantri").send("PUT", "/cycles/" + cycle + "/rounds/self_assessment",
                                {{"opens_at", opened_at(cycle)},
                                 {"deadline", in_seconds(until_deadline)},
                                 {"locks_at", in_seconds(until_lock)},
                                 {"decision_number", "48/UBND-NV"}}),
             "the deadline");
        std::this_thread::sleep_for(std::chrono::duration<double>(until_deadline + 0.2));
        submit_office(cycle, late);
        say(late.title + " nộp muộn: tiêu chí III.1 do hệ thống chấm.");
        await_lock(cycle, "self_assessment");
        say("Hết hạn: hệ thống khóa giai đoạn tự chấm điểm.");
    }
    std::string opened_at(const std::string& cycle)
    {
        return must(as("quantri").get("/cycles/" + cycle + "/rounds"), "the rounds")
            .json.at("rounds")
            .at(0)
            .at("opens_at");
    }

    /// What a newcomer finds to do: a cycle that runs for weeks, some offices ahead, some not begun.
    void open_next_cycle()
    {
        constexpr double day = 86'400;
        open_cycle("2024", "Chỉ số CCHC năm 2024 (đang tự chấm, minh họa)",
                   Json{{"deadline", in_seconds(30 * day)}, {"locks_at", in_seconds(37 * day)}});
        const Json criteria = leaves("2024");
        for (std::size_t i = 0; i + 3 < offices().size(); ++i) {
            if (i == 1) continue; // the Division of Home Affairs has not begun: that one is the newcomer's
            score_office("2024", offices()[i], criteria, 8 + 5 * i);
        }
    }

    const Play& play_;
    SeededRandom luck_;
    std::map<std::string, std::unique_ptr<Visitor>> visitors_;
    std::map<std::pair<std::string, std::string>, std::string> papers_; ///< by office and criterion
};

} // namespace

void play(const Play& play)
{
    try {
        Script(play).run();
    } catch (const Stopped&) {
        // The server is stopping: the play ends where it stands.
    }
}

} // namespace cchc::server::demonstration
