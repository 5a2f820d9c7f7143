#include "server/net/connection.hpp"

#include "server/net/handshake.hpp"
#include "server/net/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace cchc::server::net {

namespace {

constexpr std::size_t first_buffer_bytes = 4 * 1024;
constexpr std::size_t piece_bytes = 128 * 1024; // of a body
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

} // namespace

Connection::Connection(Worker& worker, Wire wire, std::shared_ptr<const Place> place)
    : worker_(worker), wire_(std::move(wire)), place_(std::move(place)),
      state_(wire_.is_plain() ? State::head : State::greeting), buffer_(first_buffer_bytes, '\0')
{}

void Connection::start()
{
    boost::system::error_code ignored;
    wire_.socket().set_option(tcp::no_delay(true), ignored);
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
        case State::greeting: go_on = greet(); break;
        case State::head: go_on = take_head(); break;
        case State::body: go_on = take_body(); break;
        case State::handling: go_on = take_back(); break;
        case State::streaming: go_on = take_piece(); break;
        case State::writing: go_on = write_more(); break;
        case State::skipping: go_on = skip_more(); break;
        case State::lingering: go_on = linger(); break;
        case State::closed: go_on = false; break;
        }
    }
    running_ = false;
}

// ---- in ----

bool Connection::greet()
{
    switch (wire_.shake_hands()) {
    case Wire::Shake::done:
        state_ = State::head;
        deadline_ = worker_.after(worker_.site().settings.header_time);
        return true;
    case Wire::Shake::wants_read: wait_readable([this] { run(); }); return false;
    case Wire::Shake::wants_write: wait_writable(); return false;
    case Wire::Shake::failed: close(); return false;
    }
    return false;
}

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
    if (!wire_.is_plain()) return read_sealed(into, room);
    wire_.socket().async_read_some(
        boost::asio::buffer(into, room),
        [self = Self(this)](boost::system::error_code error, std::size_t count) { self->on_read(error, count); });
}

/// What has been opened already comes with the thread's next turn, so that no sender has the thread to himself.
void Connection::read_sealed(char* into, std::size_t room)
{
    const ssize_t count = wire_.receive(into, room);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return wait_readable([this, into, room] { read_sealed(into, room); });
    boost::system::error_code error;
    if (count <= 0) error = boost::asio::error::eof;
    boost::asio::post(worker_.context(), [self = Self(this), error, count] {
        self->on_read(error, count > 0 ? static_cast<std::size_t>(count) : 0);
    });
}

void Connection::wait_readable(std::function<void()> then)
{
    wire_.socket().async_wait(tcp::socket::wait_read,
                              [self = Self(this), then = std::move(then)](boost::system::error_code error) {
                                  if (self->state_ == State::closed) return;
                                  error ? self->close() : then();
                              });
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

bool Connection::linger()
{
    read_more(worker_.scratch().data(), worker_.scratch().size());
    return false;
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
    case State::greeting:
    case State::lingering: return close();
    case State::handling:
    case State::closed: return;
    }
}

void Connection::leave_if_idle()
{
    if (state_ == State::greeting || (state_ == State::head && begin_ == end_)) close();
}

void Connection::close()
{
    if (state_ == State::closed) return;
    const Self keep(this);
    const bool wanted = state_ == State::streaming;
    state_ = State::closed;
    wire_.close();
    worker_.leave(*this);
    answer_ = Reply();
    if (wanted) resume(); // tells the handler
}

} // namespace cchc::server::net
