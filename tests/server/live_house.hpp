#pragma once

#include "server/live.hpp"
#include "tests/server/sequencer_house.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <mutex>

/// Live pages before a real sequencer: network threads, sockets and clock moved by hand.
namespace cchc::tests {

using nlohmann::json;

/// What was said and heard, for the test that holds it to asyncapi.yaml: written into the file that CCHC_LIVE_FRAMES
/// names. Of each kind of message the first some hundred; one that hardly ever occurs is among them.
class FrameBook {
public:
    static FrameBook& instance()
    {
        static FrameBook book;
        return book;
    }
    void write(const char* way, const std::string& text)
    {
        if (!out_.is_open()) return;
        const json frame = json::parse(text);
        const std::string topic = frame.value("topic", std::string());
        const std::string kind = way + frame.value("t", std::string()) + topic.substr(0, topic.find('/')) +
                                 frame.value("reason", std::string());
        if (++kinds_[kind] > 300) return;
        out_ << way << ' ' << text << '\n';
        out_.flush();
    }

private:
    FrameBook()
    {
        if (const char* path = std::getenv("CCHC_LIVE_FRAMES")) out_.open(path);
    }
    std::ofstream out_;
    std::map<std::string, int> kinds_;
};

/// What a page at the other end of a wire sees, or does not read.
class FakeSocket : public Socket {
public:
    explicit FakeSocket(unsigned thread) : thread_(thread) {}

    void send(Frame frame) override
    {
        if (closed) return;
        if (!reads && (queued_bytes_ + frame->size() > limits::outbox_bytes || queued_ >= limits::outbox_frames)) {
            overflowed = true;
            return;
        }
        if (!reads) queued_bytes_ += frame->size(), ++queued_;
        frames.push_back(std::move(frame));
    }
    void forget_queued() override { queued_bytes_ = queued_ = 0; }
    void close(std::uint16_t code, std::string_view reason) override
    {
        closed = code;
        closed_because = reason;
    }
    std::size_t queued_bytes() const override { return queued_bytes_; }
    std::size_t queued_frames() const override { return queued_; }
    unsigned thread() const override { return thread_; }

    std::vector<Frame> frames;
    std::uint16_t closed = 0;
    std::string closed_because;
    bool reads = true; ///< false: everything stays queued
    bool overflowed = false;

private:
    unsigned thread_;
    std::size_t queued_bytes_ = 0, queued_ = 0;
};

inline std::string text_of(const Frame& frame)
{
    const auto second = static_cast<unsigned char>((*frame)[1]);
    return frame->substr(second < 126 ? 2 : second == 126 ? 4 : 10);
}

/// A tab: what it heard since it was asked last, and the tokens it keeps.
class Page {
public:
    explicit Page(std::shared_ptr<FakeSocket> s) : socket(std::move(s)) {}

    Page& say(const json& message)
    {
        socket->on_text(message.dump());
        return *this;
    }
    /// Says what a page may say (asyncapi.yaml).
    Page& says(const json& message)
    {
        FrameBook::instance().write("hear", message.dump());
        return say(message);
    }
    Page& subscribe(const std::string& topic, const std::string& from = {}, int max_hz = 0)
    {
        json sub{{"t", "sub"}, {"rid", ++rid_}, {"topic", topic}};
        if (!from.empty()) sub["from"] = from;
        if (max_hz) sub["max_hz"] = max_hz;
        return say(sub);
    }
    /// Everything since the last call, in order.
    std::vector<json> heard()
    {
        std::vector<json> all;
        for (; seen_ < socket->frames.size(); ++seen_) {
            const std::string text = text_of(socket->frames[seen_]);
            FrameBook::instance().write("tell", text);
            all.push_back(json::parse(text));
            const json& frame = all.back();
            if (frame.contains("token")) tokens[frame["topic"]] = frame["token"];
        }
        return all;
    }
    std::vector<json> heard(const std::string& kind)
    {
        std::vector<json> all = heard();
        std::erase_if(all, [&](const json& frame) { return frame["t"] != kind; });
        return all;
    }
    /// Exactly one frame since the last call, of that kind.
    json one(const std::string& kind)
    {
        const auto all = heard();
        BOOST_REQUIRE_EQUAL(all.size(), 1u);
        BOOST_REQUIRE_EQUAL(all[0]["t"].get<std::string>(), kind);
        return all[0];
    }

    std::shared_ptr<FakeSocket> socket;
    std::map<std::string, std::string> tokens; ///< by topic, stored after the frame that carried it

private:
    std::size_t seen_ = 0;
    int rid_ = 0;
};

inline const std::string live_key(32, 'k');

class LiveHouse : public SequencerHouse {
public:
    static constexpr unsigned threads = 2;
    std::unique_ptr<Live> live;

    explicit LiveHouse(std::shared_ptr<const Regulation> under = the_regulation())
    {
        regulation = std::move(under);
        published = [this](const Published& event) {
            if (live) live->published(event);
            if (after_published) after_published(event);
        };
        batch_published = [this] {
            if (live) live->batch_published();
        };
        go_live();
        open_cycle();
        settle();
    }
    ~LiveHouse() { stop(); }

    void go_live()
    {
        live = std::make_unique<Live>(Live::Parts{.log = *log,
                                                  .rows = *rows,
                                                  .clock = clock,
                                                  .random = random,
                                                  .token_key = live_key,
                                                  .snapshot = [this](TenantNo t) { return pipeline->snapshot(t); },
                                                  .post =
                                                      [this](unsigned thread, std::function<void()> work) {
                                                          const std::lock_guard guard(posts_mutex_);
                                                          posts_.emplace_back(thread, std::move(work));
                                                      },
                                                  .threads = threads});
    }
    /// The whole server goes and comes again; sockets are gone.
    void restart_all()
    {
        for (const auto& socket : sockets_)
            if (socket->on_closed) std::exchange(socket->on_closed, nullptr)();
        sockets_.clear();
        stop();
        live.reset();
        start();
        go_live();
    }
    Page open(const Player& who, const std::string& session = "s")
    {
        auto caller = std::make_shared<Caller>();
        caller->tenant = tenant;
        caller->tenant_name = "quang-dien";
        caller->actor = who.actor;
        caller->hat = who.hat;
        caller->session = session;
        auto socket = std::make_shared<FakeSocket>(static_cast<unsigned>(sockets_.size()) % threads);
        sockets_.push_back(socket);
        live->open(socket, Request{}, caller);
        return Page(socket);
    }
    Page open_at(const Player& who, const std::string& topic)
    {
        Page page = open(who);
        page.subscribe(topic);
        return page;
    }
    void close(Page& page)
    {
        if (page.socket->on_closed) std::exchange(page.socket->on_closed, nullptr)();
        std::erase(sockets_, page.socket);
    }
    /// Everything that is due is told.
    void settle()
    {
        live->turn();
        run_posts();
    }
    void run_posts()
    {
        for (;;) {
            std::vector<std::pair<unsigned, std::function<void()>>> posts;
            {
                const std::lock_guard guard(posts_mutex_);
                posts.swap(posts_);
            }
            if (posts.empty()) break;
            for (auto& [thread, work] : posts) work();
        }
        for (const auto& socket : sockets_)
            if (std::exchange(socket->overflowed, false)) socket->on_overflow();
    }
    std::size_t posts()
    {
        const std::lock_guard guard(posts_mutex_);
        return posts_.size();
    }
    void after(std::int64_t us)
    {
        clock.advance_us(us);
        settle();
    }
    Accepted does(const Player& who, Command what)
    {
        Answer answer = ask(who, std::move(what));
        if (const auto* no = std::get_if<Refused>(&answer))
            BOOST_FAIL("refused: " << domain::name_of(no->refusal.code) << " about " << no->refusal.about);
        BOOST_REQUIRE(std::holds_alternative<Accepted>(answer));
        return std::get<Accepted>(std::move(answer));
    }
    /// Everything that agency owes, and then in by its head. By this seed the first leaf claims more than its least
    /// level: a council that disagrees can go below.
    void submits(const std::string& whose)
    {
        AYear([&](const Player& who, Command what) { return std::holds_alternative<Accepted>(ask(who, what)); },
              [](Instant) {}, 8, 0)
            .complete_and_submit(whose);
    }
    /// The clock passes that instant, and the lock that was due lies in the log.
    void pass(Instant deadline_or_lock)
    {
        clock.set(deadline_or_lock);
        BOOST_REQUIRE(std::holds_alternative<Refused>(ask(officer_of(agency), score(most()))));
        settle();
    }
    std::function<void(const Published&)> after_published;

private:
    std::mutex posts_mutex_;
    std::vector<std::pair<unsigned, std::function<void()>>> posts_;
    std::vector<std::shared_ptr<FakeSocket>> sockets_;
};

/// What the council says of our first leaf in round 1.
inline DecideAppraisal judged(Decision decision, bool draft)
{
    DecideAppraisal decide;
    decide.assessment = its_assessment;
    decide.criterion = first_leaf().code;
    decide.round = appraisal_1;
    decide.decision = decision;
    decide.points = least();
    decide.reason = "chưa đủ tài liệu";
    decide.draft = draft;
    return decide;
}
inline const std::string its_topic = "assessment/" + its_assessment.value;
inline const std::string its_ranking = "ranking/2023/phong-chuyen-mon";

/// What the page does with an event of an assessment: its rows replace those of the same code, what stands beside them
/// is replaced.
inline void fold(json& view, const json& event)
{
    const json& set = event.at("set");
    for (const json& row : set.at("entries"))
        for (json& held : view.at("entries"))
            if (held.at("code") == row.at("code")) held = row;
    if (set.contains("subtotals"))
        for (const json& sum : set.at("subtotals"))
            for (json& held : view.at("subtotals"))
                if (held.at("code") == sum.at("code")) held = sum;
    for (const char* member : {"totals", "state", "version"}) view[member] = set.at(member);
}
/// `seq` and `content` are not folded: the frame's own place stands for them.
inline json folded_part(json view)
{
    view.erase("seq");
    view.erase("content");
    return view;
}

} // namespace cchc::tests
