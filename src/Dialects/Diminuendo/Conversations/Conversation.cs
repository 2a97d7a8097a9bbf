using Carillon.Contracts.Members;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// One connection's conversation: greets, checks size, rate, form and identity of each message, and hands it to the area it
/// belongs to. No message ends the connection, whatever is wrong with it.
/// </summary>
internal sealed class Conversation : IDialectSession
{
    private static readonly TopicGlob SessionTopics = TopicGlob.TryParse("session.*", out var glob) ? glob : TopicGlob.All;

    private readonly Peer _peer;
    private readonly MessageRate _rate;
    private readonly Commands _commands;
    private readonly JoinedSessions _joined;
    private readonly SessionCommands _sessions;
    private readonly TurnCommands _turns;
    private readonly DataCommands _data;
    private readonly FileCommands _files;
    private readonly MemberCommands _members;
    private readonly IMembers _roles;
    private readonly Audience _audience;
    private readonly SignIn _signIn;
    private Delivery? _tenant;

    public Conversation(IConnection connection, DiminuendoServices services, Audience audience, TimeProvider clock, ILogger logger)
    {
        _peer = new Peer(connection, DiminuendoFormat.AskedFor(connection.Options), clock);
        _signIn = new SignIn(services.Authenticator, _peer, EndFollowing);
        _rate = new MessageRate(clock);
        _commands = new Commands(_peer, logger);
        _joined = new JoinedSessions(_peer, services, audience);
        _sessions = new SessionCommands(_peer, services.Sessions, _commands);
        _turns = new TurnCommands(_peer, services, _joined, _commands);
        _data = new DataCommands(_peer, services);
        _files = new FileCommands(_peer, services.Files);
        _members = new MemberCommands(_peer, services.Members);
        _roles = services.Members;
        _audience = audience;
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _peer.Send(Replies.Welcome(_peer.Framing, requiresAuth: Known is null));
        _peer.Send(Replies.Connected(_peer.Framing, _peer.Connection.Id, Heartbeats.Interval, _peer.Now));
        if (Known is { } known) await _signIn.HandleAsync(alone => SignInAsync(known, alone), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _signIn.HandleAsync(
            alone => _commands.RunAsync("message", token => HandleAsync(Admit(message), token), alone), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken)
    {
        var error = refused == RefusedMessage.TooLarge ? WireError.MessageTooLarge : WireError.InvalidJson;
        _peer.Refuse(_rate.TryTake() ? error : WireError.RateLimited);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken)
    {
        _peer.Send(Replies.ServerShutdown(_peer.Framing, reason, _peer.Now));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _signIn.DisposeAsync();
        EndFollowing();
        await _commands.DisposeAsync();
    }

    private Authentication? Known =>
        _peer.Connection.Authentication ?? (_peer.Connection.Caller is { } caller ? Authentication.Lasting(caller) : null);

    private void EndFollowing()
    {
        _audience.Leave(_peer.Connection);
        _joined.LeaveAll();
        _tenant?.Dispose();
        _tenant = null;
    }

    private ClientMessage Admit(ReadOnlyMemory<byte> message) =>
        _rate.TryTake() ? MessageReader.Read(message) : throw new MessageException(WireError.RateLimited);

    private ValueTask SignInAsync(Authentication known, CancellationToken cancellationToken) =>
        _commands.RunAsync("sign-in", token => IdentifyAsync(_signIn.Begin(known), token), cancellationToken);

    private async ValueTask IdentifyAsync(Caller caller, CancellationToken cancellationToken)
    {
        // Before asking: whoever is removed from now on is disconnected.
        _audience.Enter(_peer.Connection, caller);
        await _roles.AdmitAsync(caller, cancellationToken);
        _peer.Send(Replies.Authenticated(_peer.Framing, caller));

        // Lists of sessions stay true without joining any of them (seed: session_updated).
        var filter = SubscriptionFilter.Stream(StreamId.OfTenant(caller.TenantId)) with { Topics = [SessionTopics] };
        _tenant ??= _peer.Connection.Deliver(new DeliveryRequest(filter, _peer.Format, Cursor.Now));
    }

    private async ValueTask HandleAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case Ping ping:
                _peer.Send(Replies.Pong(_peer.Framing, ping.Ts, _peer.Now));
                break;
            case Authenticate authenticate:
                await IdentifyAsync(await _signIn.AuthenticateAsync(authenticate, cancellationToken), cancellationToken);
                break;
            default:
                await _signIn.RunAsync((caller, token) => DispatchAsync(caller, message, token), cancellationToken);
                break;
        }
    }

    private async ValueTask DispatchAsync(Caller identified, ClientMessage message, CancellationToken cancellationToken)
    {
        // Asked for each message: a role that was changed counts from the next one on.
        var caller = await _roles.AdmitAsync(identified, cancellationToken);
        switch (message)
        {
            case ListSessions list: await _sessions.ListAsync(caller, list, cancellationToken); break;
            case CreateSession create: await _sessions.CreateAsync(caller, create, cancellationToken); break;
            case RenameSession rename: await _sessions.RenameAsync(caller, rename, cancellationToken); break;
            case ArchiveSession archive: await _sessions.ArchiveAsync(caller, archive, cancellationToken); break;
            case DeleteSession delete: _sessions.Delete(caller, delete); break;
            case JoinSession join: await _joined.JoinAsync(caller, join, cancellationToken); break;
            case LeaveSession leave: _joined.Leave(leave.SessionId); break;
            case RunTurn run: await _turns.RunAsync(caller, run, cancellationToken); break;
            case StopTurn stop: _turns.Stop(caller, stop); break;
            case Steer steer: _turns.Steer(caller, steer); break;
            case AnswerQuestion answer: await _turns.AnswerAsync(caller, answer, cancellationToken); break;
            case ResolvePermission resolve: await _turns.ResolveAsync(caller, resolve, cancellationToken); break;
            case GetHistory history: await _data.HistoryAsync(caller, history, cancellationToken); break;
            case GetEvents events: await _data.EventsAsync(caller, events, cancellationToken); break;
            case ListFiles list: await _files.ListAsync(caller, list, cancellationToken); break;
            case ReadFile read: await _files.ReadAsync(caller, read, cancellationToken); break;
            case GetFileHistory history: await _files.HistoryAsync(caller, history, cancellationToken); break;
            case ReadFileIteration read: await _files.ReadIterationAsync(caller, read, cancellationToken); break;
            case ListMembers: await _members.ListAsync(caller, cancellationToken); break;
            case SetMemberRole set: await _members.SetRoleAsync(caller, set, cancellationToken); break;
            case RemoveMember remove: await _members.RemoveAsync(caller, remove, cancellationToken); break;
            default: throw new InvalidOperationException($"No one handles {message.GetType().Name}.");
        }
    }
}
