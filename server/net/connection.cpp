#include "server/net/connection.hpp"

#include "server/net/handshake.hpp"
#include "server/net/reply_head.hpp"
#include "server/net/text.hpp"
#include "server/net/web_socket.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace cchc::server::net {

namespace {

constexpr std::size_t first_buffer_bytes = 4 * 1024;
constexpr std::size_t piece_bytes = 128 * 1024;      // of a body, in or out
constexpr std::uint64_t skippable_bytes = 64 * 1024; // of a refused body; beyond that the connection is not worth it
constexpr std::size_t kept_body_bytes = 64 * 1024;
constexpr int pieces_a_turn = 16; // before others get theirs
constexpr auto lingering_time = std::chrono::seconds(2);
constexpr std::string_view every_method = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

bool is_charset_utf8(std::string_view parameter)
{
    while (!parameter.empty() && is_blank(parameter.front())) parameter.remove_prefix(1);
    return parameter.empty() || same_letters(parameter, "charset=utf-8") ||
           same_letters(parameter, "charset=\"utf-8\"");
}

/// `application/json`, at most with `; charset=utf-8`. `media` may name several kinds, with blanks between them.
bool is_media(std::string_view content_type, std::string_view media)
{
    const auto semicolon = content_type.find(';');
    std::string_view kind = content_type.substr(0, semicolon);
    while (!kind.empty() && is_blank(kind.back())) kind.remove_suffix(1);
    if (semicolon != std::string_view::npos && !is_charset_utf8(content_type.substr(semicolon + 1))) return false;
    for (;;) {
        const auto blank = media.find(' ');
        if (!media.empty() && same_letters(kind, media.substr(0, blank))) return true;
        if (blank == std::string_view::npos) return false;
        media.remove_prefix(blank + 1);
    }
}

std::string_view text_of(const Body& body)
{
    if (const auto* own = std::get_if<std::string>(&body)) return *own;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
        return *shared ? **shared : std::string_view{};
    return {};
}

} // namespace

Connection::Connection(Worker& worker, tcp::socket socket, std::shared_ptr<const Place> place)
    : worker_(worker), socket_(std::move(socket)), place_(std::move(place)), buffer_(first_buffer_bytes, '\0')
{}

void Connection::start()
{
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    worker_.enter(*this);
    request.peer = place_->address();
    deadline_ = worker_.after(worker_.site().settings.header_time);
    run();
}

void Connection::run()
{
    if (running_) return; // an answer given within its own handler: the loop below goes on with it
    const Self keep(this);
    running_ = true;
    for (bool go_on = true; go_on;) {
        switch (state_) {
        case State::head: go_on = take_head(); break;
        case State::body: go_on = take_body(); break;
        case State::handling: go_on = take_back(); break;
        case State::streaming: go_on = take_piece(); break;
        case State::writing: go_on = write_more(); break;
        case State::skipping: go_on = skip_more(); break;
        case State::lingering: go_on = linger(); break;
        case State::upgrading:
        case State::closed: go_on = false; break;
        }
    }
    running_ = false;
}

// ---- in ----

bool Connection::take_head()
{
    const auto progress = begin_ == end_ ? RequestHead::Progress::more : head_.read(arrived());
    if (progress == RequestHead::Progress::more) {
        if (begin_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= std::exchange(begin_, 0);
        }
        if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
        read_more(buffer_.data() + end_, buffer_.size() - end_);
        return false;
    }

    if (worker_.site().settings.on_answered) began_ = Clock::now();
    route = nullptr;
    with_head_ = unread_ = body_size_ = 0;
    continue_owed_ = false;
    if (progress == RequestHead::Progress::refused) {
        request.headers.clear(); // their bytes may be gone
        request.method = Method::get;
        request.target = request.host = request.tenant = request.body = {};
        allow_ = every_method;
        refuse(head_.breach(), true);
        return true;
    }

    head_.describe(arrived(), request);
    request.body = {};
    with_head_ =
        static_cast<std::size_t>(std::min<std::uint64_t>(head_.content_length(), end_ - begin_ - head_.size()));
    unread_ = head_.content_length() - with_head_;
    continue_owed_ = head_.expects_continue() && unread_ > 0;
    if (const Breach* breach = examine()) {
        refuse(*breach, false);
        return true;
    }
    if (!admit()) return true;
    if (const Breach* breach = check_body())
        refuse(*breach, false);
    else if (route->open)
        upgrade();
    else
        go_to_body();
    return true;
}

bool Connection::admit()
{
    try {
        Admission admission = worker_.site().admit(request, *route);
        if (auto* refusal = std::get_if<Reply>(&admission)) return respond(std::move(*refusal)), false;
        caller = std::get<0>(std::move(admission));
        return true;
    } catch (const std::exception& failure) { // who cannot be asked is not let in
        spdlog::error("admission to {} {} failed: {}", name_of(route->method), route->pattern, failure.what());
        return refuse(breaches::handler_failed, false), false;
    }
}

const Breach* Connection::examine()
{
    if (const Breach* breach = target_.decode(request)) return breach;
    if (const Breach* breach = find_tenant()) return breach;
    if (const Breach* breach = find_route()) return breach;
    if (route->open) return check_handshake(request, worker_.site().settings);
    return head_.asks_upgrade() ? &breaches::other_upgrade : nullptr;
}

const Breach* Connection::find_tenant()
{
    const GateSettings& settings = worker_.site().settings;
    std::string_view name = request.host;
    if (const auto colon = name.rfind(':');
        colon != std::string_view::npos && name.find(']', colon) == std::string_view::npos) {
        const auto port = name.substr(colon + 1);
        if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return &breaches::unknown_host;
        name = name.substr(0, colon);
    }
    const auto host = std::find_if(settings.hosts.begin(), settings.hosts.end(),
                                   [&](const GateSettings::Host& known) { return same_letters(name, known.name); });
    if (host == settings.hosts.end()) return &breaches::unknown_host;
    request.tenant = host->tenant.empty() ? settings.default_tenant : host->tenant;

    if (request.segments.empty()) return nullptr;
    const std::string_view first = request.segments.front();
    const auto named = std::find(settings.tenants.begin(), settings.tenants.end(), first);
    if (named != settings.tenants.end() || first == settings.default_tenant) {
        request.tenant = named != settings.tenants.end() ? *named : settings.default_tenant;
        request.segments.erase(request.segments.begin());
    }
    return nullptr;
}

const Breach* Connection::find_route()
{
    Router::Match match = worker_.site().router.find(request);
    route = match.route;
    if (route) return nullptr;
    allow_ = std::move(match.allow);
    return match.path_exists ? &breaches::wrong_method : &breaches::no_such_path;
}

const Breach* Connection::check_body() const
{
    if (head_.content_length() == 0) return nullptr;
    if (head_.content_length() > route->body_limit) return &breaches::body_too_large;
    if (head_.encoded()) return &breaches::encoded_body;
    return is_media(request.header("content-type"), route->media) ? nullptr : &breaches::wrong_media;
}

void Connection::go_to_body()
{
    if (unread_ == 0 || route->streams) {
        if (!route->streams) request.body = arrived().substr(head_.size(), with_head_);
        dispatch();
        return;
    }
    body_.assign(arrived().substr(head_.size(), with_head_));
    body_size_ = with_head_;
    state_ = State::body;
    open_window();
    send_continue();
}

bool Connection::take_body()
{
    if (unread_ == 0) {
        request.body = {body_.data(), body_size_};
        dispatch();
        return true;
    }
    // As much room as has been filled so far: nobody gets memory for bytes he only announces.
    if (body_size_ == body_.size())
        body_.resize(body_size_ +
                     static_cast<std::size_t>(std::min<std::uint64_t>(unread_, std::max(piece_bytes, body_size_))));
    read_more(body_.data() + body_size_, body_.size() - body_size_);
    return false;
}

void Connection::dispatch()
{
    state_ = State::handling;
    held_ = this;
    starts_in_buffer_ = with_head_ > 0;
    try {
        route->handle(Exchange(*this));
    } catch (const std::exception& failure) { // the exchange has answered 500 on its way out
        spdlog::error("handler of {} {} failed: {}", name_of(route->method), route->pattern, failure.what());
    }
}

void Connection::read_more(char* into, std::size_t room)
{
    socket_.async_read_some(
        boost::asio::buffer(into, room),
        [self = Self(this)](boost::system::error_code error, std::size_t count) { self->on_read(error, count); });
}

void Connection::on_read(boost::system::error_code error, std::size_t count)
{
    if (state_ == State::closed) return;
    if (error) return close();
    moved_in_window_ += count;
    switch (state_) {
    case State::head:
        end_ += count;
        if (std::exchange(idle_, false)) deadline_ = worker_.after(worker_.site().settings.header_time);
        break;
    case State::body:
    case State::streaming:
        body_size_ += count;
        unread_ -= count;
        break;
    case State::skipping: unread_ -= count; break;
    default: break;
    }
    run();
}

// ---- the exchange ----

void Connection::answer(Reply reply)
{
    reply_ = std::move(reply);
    worker_.is_here() ? resume() : worker_.hand_back(*this);
}

void Connection::read(TakePiece take)
{
    take_ = std::move(take);
    worker_.is_here() ? resume() : worker_.hand_back(*this);
}

void Connection::resume()
{
    if (state_ != State::closed) {
        handed_back_ = true;
        return run();
    }
    const Self keep(this);
    if (reply_) {
        reply_.reset();
        take_ = nullptr;
        caller.reset();
        held_.reset();
    } else if (take_) {
        give({Piece::State::broken, {}});
    }
}

bool Connection::take_back()
{
    if (!std::exchange(handed_back_, false)) return false;
    if (!reply_) {
        state_ = State::streaming;
        open_window();
        return true;
    }
    Reply reply = std::move(*reply_);
    reply_.reset();
    held_.reset();
    respond(std::move(reply));
    return true;
}

bool Connection::take_piece()
{
    const bool in_buffer = std::exchange(starts_in_buffer_, false);
    if (in_buffer || body_size_ > 0 || unread_ == 0) {
        const std::string_view read(body_.data(), std::exchange(body_size_, 0));
        state_ = State::handling;
        give({unread_ > 0 ? Piece::State::more : Piece::State::last,
              in_buffer ? arrived().substr(head_.size(), with_head_) : read});
        return true;
    }
    send_continue();
    if (body_.size() < piece_bytes) body_.resize(piece_bytes);
    read_more(body_.data(), static_cast<std::size_t>(std::min<std::uint64_t>(unread_, body_.size())));
    return false;
}

void Connection::give(Piece piece)
{
    const auto take = std::exchange(take_, nullptr);
    try {
        take(piece);
    } catch (const std::exception& failure) { // what held the exchange goes with `take`, and answers 500
        spdlog::error("handler of {} {} failed: {}", name_of(route->method), route->pattern, failure.what());
    }
}

void Connection::send_continue()
{
    static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
    if (std::exchange(continue_owed_, false)) // a socket that has sent nothing yet has room for a line
        ::send(socket_.native_handle(), go_ahead.data(), go_ahead.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// ---- out ----

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
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = 2;
        const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
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
    if (const auto& tell = worker_.site().settings.on_answered)
        tell({request, route, caller.get(), answer_.status, answer_.problem, Clock::now() - began_});
    answer_ = Reply();
    caller.reset();
    head_sent_ = 0;
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

bool Connection::skip_more()
{
    if (unread_ > 0) {
        const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(unread_, worker_.scratch().size()));
        read_more(worker_.scratch().data(), room);
        return false;
    }
    state_ = State::head;
    idle_ = begin_ == end_;
    deadline_ = worker_.after(worker_.site().settings.idle_time);
    return true;
}

/// Closing with bytes unread makes the kernel send a reset, which may overtake our answer: so we let the peer close.
void Connection::hang_up()
{
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    state_ = State::lingering;
    deadline_ = worker_.after(lingering_time);
}

bool Connection::linger()
{
    read_more(worker_.scratch().data(), worker_.scratch().size());
    return false;
}

void Connection::wait_writable()
{
    socket_.async_wait(tcp::socket::wait_write, [self = Self(this)](boost::system::error_code error) {
        if (self->state_ == State::writing) error ? self->close() : self->run();
    });
}

void Connection::upgrade()
{
    state_ = State::upgrading;
    worker_.leave(*this);
    const auto early = arrived().substr(head_.size()); // frames sent before our answer
    answer_handshake(std::move(socket_), request, [self = Self(this), early](std::optional<tcp::socket> socket) {
        self->state_ = State::closed;
        if (!socket) return;
        const auto live = std::make_shared<WebSocket>(self->worker_, std::move(*socket), self->place_);
        self->worker_.enter(live);
        try {
            self->route->open(live, self->request, std::move(self->caller));
        } catch (const std::exception& failure) {
            spdlog::error("opening {} failed: {}", self->route->pattern, failure.what());
            return live->end();
        }
        live->start(early);
    });
}

// ---- time ----

void Connection::open_window()
{
    moved_in_window_ = 0;
    deadline_ = worker_.after(worker_.site().settings.transfer_window);
}

void Connection::tick()
{
    if (deadline_ > worker_.now()) return;
    const bool moves = moved_in_window_ >= worker_.site().settings.transfer_window_bytes;
    switch (state_) {
    case State::head:
        if (begin_ != end_) last_words(breaches::too_slow);
        return close();
    case State::body:
        if (moves) return open_window();
        last_words(breaches::too_slow);
        return close();
    case State::streaming:
    case State::writing:
    case State::skipping: return moves ? open_window() : close();
    case State::lingering: return close();
    case State::handling:
    case State::upgrading:
    case State::closed: return;
    }
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
    ::send(socket_.native_handle(), words.data(), words.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Connection::leave_if_idle()
{
    if (state_ == State::head && begin_ == end_) close();
}

void Connection::close()
{
    if (state_ == State::closed) return;
    const Self keep(this);
    const bool wanted = state_ == State::streaming;
    state_ = State::closed;
    boost::system::error_code ignored;
    socket_.close(ignored);
    worker_.leave(*this);
    answer_ = Reply();
    if (wanted) resume(); // tells the handler
}

} // namespace cchc::server::net
