#pragma once

#include "server/net/request_head.hpp"
#include "server/net/target.hpp"
#include "server/net/wire.hpp"
#include "server/net/worker.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace cchc::server::net {

/// One HTTP/1.1 connection: requests one after the other, each answered before the next is looked at.
///
/// A state machine on its network thread. All buffers are kept from request to request, so that a small request costs
/// no allocation; what a handler sees are views into them, which is why nothing is read while a handler works. It lives
/// as long as a read, a write or an exchange is under way.
class Connection final : public Conversation,
                         public boost::intrusive_ref_counter<Connection, boost::thread_unsafe_counter> {
public:
    Connection(Worker& worker, Wire wire, std::shared_ptr<const Place> place);

    void start();
    void tick();          ///< cuts off what is overdue
    void leave_if_idle(); ///< for draining
    void close();
    void resume(); ///< the exchange has come back, with an answer or a wish for more of the body

    void answer(Reply reply) override; ///< from any thread
    void read(TakePiece take) override;

private:
    friend class Worker;
    using Self = boost::intrusive_ptr<Connection>;

    enum class State : std::uint8_t {
        greeting,  ///< the handshake of TLS
        head,      ///< waiting for a head, or for the rest of one
        body,      ///< waiting for the rest of a body
        handling,  ///< a handler has the exchange
        streaming, ///< a handler has the exchange and wants the next piece of the body
        writing,   ///< the answer is going out
        skipping,  ///< what was not read of an answered request is still coming in
        lingering, ///< we are done; the peer gets a moment to read our last words
        closed,
    };

    // Each goes one step in its state and says whether to go on at once.
    void run();
    bool greet();
    bool take_head();
    bool take_body();
    bool take_back();
    bool take_piece();
    bool write_more();
    bool skip_more();
    bool linger();

    // The road of a request, in the order `Gate` promises.
    const Breach* examine();
    const Breach* find_tenant();
    const Breach* find_route();
    const Breach* check_body() const;
    bool admit();
    void go_to_body();
    void dispatch();
    void upgrade();
    void become_web_socket();

    void refuse(const Breach& breach, bool close_after);
    void respond(Reply reply);
    void finish_answer();
    void hang_up();
    void last_words(const Breach& breach);
    bool fetch_chunk();
    void give(Piece piece);
    void send_continue();

    void read_more(char* into, std::size_t room);
    void read_sealed(char* into, std::size_t room);
    void on_read(boost::system::error_code error, std::size_t count);
    void wait_readable(std::function<void()> then);
    void wait_writable();
    void open_window();
    std::string_view arrived() const { return {buffer_.data() + begin_, end_ - begin_}; }

    Worker& worker_;
    Wire wire_;
    std::shared_ptr<const Place> place_;
    std::size_t place_in_worker_ = 0;

    State state_;
    bool running_ = false, idle_ = false;
    Clock::time_point deadline_;
    std::size_t moved_in_window_ = 0; ///< bytes since the transfer window opened
    Clock::time_point began_;         ///< of the exchange, when someone measures

    // in
    std::string buffer_; ///< bytes `begin_` … `end_` have arrived and are not consumed
    std::size_t begin_ = 0, end_ = 0;
    RequestHead head_;
    Target target_;
    std::string allow_;
    std::size_t with_head_ = 0;     ///< bytes of the body that came along with the head, in `buffer_`
    std::uint64_t unread_ = 0;      ///< bytes of the body that have not arrived
    std::string body_;              ///< a body that did not come with its head, or a piece of one
    std::size_t body_size_ = 0;     ///< how much of `body_` is filled
    bool starts_in_buffer_ = false; ///< the first piece of a streamed body is in `buffer_`
    bool continue_owed_ = false;    ///< the peer waits for "100 Continue"

    // the exchange; `reply_` and `take_` are written by whoever has it, and read here once it has been handed back
    Self held_; ///< while someone has the exchange
    std::optional<Reply> reply_;
    TakePiece take_;
    bool handed_back_ = false;
    Connection* next_returned_ = nullptr;

    // out
    Reply answer_;
    std::string head_out_, chunk_;
    std::size_t head_sent_ = 0;
    std::string_view body_out_;
    BodySource* source_ = nullptr; ///< of `answer_`, until it is exhausted
    std::uint64_t source_left_ = 0;
    bool closes_ = false, upgrades_ = false;
};

} // namespace cchc::server::net
