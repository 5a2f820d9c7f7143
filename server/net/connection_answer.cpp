#include "server/net/connection.hpp"

#include "server/net/handshake.hpp"
#include "server/net/reply_head.hpp"
#include "server/net/web_socket.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstdio>

// The answer's half of a connection: from the reply to the last byte, and what becomes of the connection then.
namespace cchc::server::net {

namespace {

constexpr std::uint64_t skippable_bytes = 64 * 1024; // of a refused body; beyond that the connection is not worth it
constexpr std::size_t kept_body_bytes = 64 * 1024;
constexpr int pieces_a_turn = 16; // before others get theirs
constexpr auto lingering_time = std::chrono::seconds(2);

std::string_view text_of(const Body& body)
{
    if (const auto* own = std::get_if<std::string>(&body)) return *own;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
        return *shared ? **shared : std::string_view{};
    return {};
}

} // namespace

void Connection::refuse(const Breach& breach, bool close_after)
{
    Reply reply = problem(breach.slug, request.language(), breach.detail, breach.status);
    if (breach.status == 405) reply.with("Allow", allow_);
    if (breach.status == 426) reply.with("Upgrade", "websocket");
    reply.closes = close_after;
    respond(std::move(reply));
}

void Connection::respond(Reply reply)
{
    answer_ = std::move(reply);
    const bool reads = request.method == Method::get || request.method == Method::head;
    if (reads && answer_.status == 200 && holds(request, answer_.etag)) {
        answer_.status = 304;
        answer_.body = std::string();
    }
    closes_ = answer_.closes || head_.closes() || worker_.draining() || continue_owed_ || unread_ > skippable_bytes;

    source_ = std::get_if<BodySource>(&answer_.body);
    body_out_ = text_of(answer_.body);
    ReplyFacts facts;
    facts.date_line = worker_.date_line();
    facts.content_length = source_ ? source_->length : std::optional<std::uint64_t>(body_out_.size());
    facts.closes = closes_;
    facts.https = worker_.site().settings.https;
    source_left_ = facts.content_length.value_or(0);
    head_out_.clear();
    append_head(head_out_, answer_, facts);
    if (request.method == Method::head || is_bodyless(answer_.status)) {
        body_out_ = {};
        source_ = nullptr;
    }
    state_ = State::writing;
    open_window();
}

bool Connection::write_more()
{
    std::string_view head_left = head_out_;
    head_left.remove_prefix(head_sent_);
    for (int pieces = 0;;) {
        if (head_left.empty() && body_out_.empty()) {
            if (!source_) {
                if (!wire_.flush()) break;
                finish_answer();
                return state_ != State::closed;
            }
            if (++pieces > pieces_a_turn) break;
            if (!fetch_chunk()) {
                close(); // the only way left to say that the rest is missing
                return false;
            }
            continue;
        }
        iovec parts[2] = {{const_cast<char*>(head_left.data()), head_left.size()},
                          {const_cast<char*>(body_out_.data()), body_out_.size()}};
        const ssize_t sent = wire_.send(parts, 2);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (sent < 0) {
            close();
            return false;
        }
        moved_in_window_ += static_cast<std::size_t>(sent);
        const auto of_head = std::min(static_cast<std::size_t>(sent), head_left.size());
        head_left.remove_prefix(of_head);
        body_out_.remove_prefix(static_cast<std::size_t>(sent) - of_head);
    }
    head_sent_ = head_out_.size() - head_left.size();
    wait_writable();
    return false;
}

/// Puts the source's next piece into `body_out_`; at its end drops the source. False when it fails or is too short.
bool Connection::fetch_chunk()
{
    const bool chunked = !source_->length;
    chunk_.clear();
    try {
        source_->next(chunk_);
    } catch (const std::exception& failure) {
        spdlog::error("the body of {} broke off: {}", route ? route->pattern : "", failure.what());
        return false;
    }
    if (!chunked && chunk_.size() > source_left_) return false;
    if (chunk_.empty()) source_ = nullptr;
    if (chunked) {
        char size[20];
        const int length = std::snprintf(size, sizeof size, "%zx\r\n", chunk_.size());
        chunk_.insert(0, size, static_cast<std::size_t>(length));
        chunk_ += "\r\n";
    } else {
        source_left_ -= chunk_.size();
        if (source_left_ == 0)
            source_ = nullptr;
        else if (!source_)
            return false;
    }
    body_out_ = chunk_;
    return true;
}

void Connection::finish_answer()
{
    if (const auto& tell = worker_.site().settings.on_answered; tell && !upgrades_)
        tell({request, route, caller.get(), answer_.status, answer_.problem, Clock::now() - began_});
    head_sent_ = 0;
    if (upgrades_) return become_web_socket();
    answer_ = Reply();
    caller.reset();
    if (closes_) return hang_up();

    begin_ += head_.size() + with_head_;
    head_.reset();
    if (body_.size() > kept_body_bytes) body_ = {};
    if (chunk_.size() > kept_body_bytes) chunk_ = {};
    state_ = unread_ > 0 ? State::skipping : State::head;
    if (unread_ > 0) return open_window();
    const GateSettings& settings = worker_.site().settings;
    idle_ = begin_ == end_;
    deadline_ = worker_.after(idle_ ? settings.idle_time : settings.header_time);
    if (idle_ && worker_.draining()) close();
}

/// Closing with bytes unread makes the kernel send a reset, which may overtake our answer: so we let the peer close.
void Connection::hang_up()
{
    wire_.shut_down();
    state_ = State::lingering;
    deadline_ = worker_.after(lingering_time);
}

void Connection::wait_writable()
{
    wire_.socket().async_wait(tcp::socket::wait_write, [self = Self(this)](boost::system::error_code error) {
        if (self->state_ == State::writing || self->state_ == State::greeting) error ? self->close() : self->run();
    });
}

void Connection::send_continue()
{
    static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
    if (std::exchange(continue_owed_, false)) // a socket that has sent nothing yet has room for a line
        wire_.send(go_ahead);
}

/// One try to tell the peer why, before the connection is closed under him.
void Connection::last_words(const Breach& breach)
{
    Reply reply = problem(breach.slug, Language::vi, breach.detail, breach.status);
    ReplyFacts facts;
    facts.date_line = worker_.date_line();
    facts.content_length = text_of(reply.body).size();
    facts.closes = true;
    facts.https = worker_.site().settings.https;
    std::string words;
    append_head(words, reply, facts);
    words += text_of(reply.body);
    wire_.send(words);
}

/// The answer to the handshake goes out like any other; what comes after it is frames.
void Connection::upgrade()
{
    head_out_ = handshake_answer(request, worker_.context());
    body_out_ = {};
    source_ = nullptr;
    upgrades_ = true;
    state_ = State::writing;
    open_window();
}

void Connection::become_web_socket()
{
    const Self keep(this);
    state_ = State::closed; // as an exchange of requests and answers
    worker_.leave(*this);
    const auto live = std::make_shared<WebSocket>(worker_, std::move(wire_), place_);
    worker_.enter(live);
    try {
        route->open(live, request, std::move(caller));
    } catch (const std::exception& failure) {
        spdlog::error("opening {} failed: {}", route->pattern, failure.what());
        return live->end();
    }
    live->start(arrived().substr(head_.size())); // frames sent before our answer
}

} // namespace cchc::server::net
