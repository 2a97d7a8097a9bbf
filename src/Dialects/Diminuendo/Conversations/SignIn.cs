using Carillon.Contracts.Identity;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Who a connection speaks for: nobody until a token was accepted, and nobody again once that has expired or was revoked. It
/// stays one user of one tenant for as long as the connection lives, so that nothing of one reaches another.
/// </summary>
/// <param name="ended">Called when a credential has ended, while no message is being handled.</param>
internal sealed class SignIn(IAuthenticator authenticator, Peer peer, Action ended) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _closed = new();
    private readonly List<Task> _watches = [];
    private Caller? _always;
    private Period? _current;

    /// <summary>Handles one message; meanwhile no credential ends.</summary>
    public async ValueTask HandleAsync(Func<CancellationToken, ValueTask> message, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await message(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs a command of whoever is signed in; it is broken off when the credential ends. Errors: Unauthenticated.</summary>
    public async ValueTask RunAsync(Func<Caller, CancellationToken, ValueTask> command, CancellationToken cancellationToken)
    {
        var period = _current ?? throw new CarillonException(ErrorCode.Unauthenticated, "");
        if (period.Authentication.Lasts)
        {
            await command(period.Authentication.Caller, cancellationToken);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, period.Over.Token);
        try
        {
            await command(period.Authentication.Caller, either.Token);
        }
        catch (OperationCanceledException) when (period.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CarillonException(ErrorCode.Unauthenticated, "");
        }
    }

    /// <summary>Takes a token, for the first time or again. Errors: ProtocolVersionMismatch, AUTH_FAILED, AUTH_RATE_LIMITED.</summary>
    /// <exception cref="MessageException">The token was not taken; whoever was signed in still is.</exception>
    public async ValueTask<Caller> AuthenticateAsync(Authenticate message, CancellationToken cancellationToken)
    {
        if ((message.ProtocolVersion ?? Replies.ProtocolVersion) != Replies.ProtocolVersion)
            throw new MessageException(WireError.ProtocolVersionMismatch);
        try
        {
            return Begin(await authenticator.AuthenticateAsync(message.Token, peer.Connection.RemoteAddress, cancellationToken));
        }
        catch (CarillonException refused) when (refused.Code is ErrorCode.Unauthenticated or ErrorCode.RateLimited)
        {
            var error = refused.Code == ErrorCode.RateLimited ? WireError.AuthRateLimited : WireError.AuthFailed;
            throw new MessageException(error.After(refused.RetryAfter));
        }
    }

    /// <summary>Signs in with what was verified already.</summary>
    /// <exception cref="MessageException">It is another user's, or of another tenant.</exception>
    public Caller Begin(Authentication authentication)
    {
        var caller = authentication.Caller;
        _always ??= caller;
        if ((caller.UserId, caller.TenantId) != (_always.UserId, _always.TenantId)) throw new MessageException(WireError.AnotherIdentity);
        var before = _current;
        _current = new Period(authentication);
        before?.Over.Cancel();
        _watches.RemoveAll(watch => watch.IsCompleted);
        if (!authentication.Lasts) _watches.Add(WatchAsync(_current));
        return caller;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        if (_current is { } current) await current.Over.CancelAsync();
        await Task.WhenAll(_watches);
        _closed.Dispose();
        _gate.Dispose();
    }

    private async Task WatchAsync(Period period)
    {
        try
        {
            await period.Authentication.WaitForEndAsync(peer.Clock, period.Over.Token);
            await period.Over.CancelAsync();
            await HandleAsync(_ => End(period), _closed.Token);
        }
        catch (OperationCanceledException) when (period.Over.IsCancellationRequested)
        {
            // A newer credential took its place, or the connection is over.
        }
    }

    private ValueTask End(Period period)
    {
        if (_current != period) return ValueTask.CompletedTask;
        _current = null;
        ended();
        peer.Refuse(WireError.CredentialsEnded);
        return ValueTask.CompletedTask;
    }

    /// <summary>For how long one credential holds. Its token source has no timer and needs no disposal.</summary>
    private sealed record Period(Authentication Authentication)
    {
        public CancellationTokenSource Over { get; } = new();
    }
}
