using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Following;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph;

/// <summary>
/// Who a connection speaks for: whoever its handshake showed, or what <c>connect</c> was given. It stays one user of one tenant; when
/// the credential ends, or the user's role changes, the connection is closed and may come back.
/// </summary>
internal sealed class SignIn(AlephServices services, SessionTokens tokens, IConnection connection, Subscriptions subscriptions) : IAsyncDisposable
{
    // As many as Aleph's own gateway allows (spec: Aleph, section 1.2).
    private const int MaxFailures = 5;

    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _watches = [];
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Caller? _caller;
    private Authentication? _shown;
    private int _failures;

    /// <summary>Null while nobody is known.</summary>
    public Caller? Caller => _caller;

    /// <summary>Takes what the handshake showed, if it showed anything. Errors: PermissionDenied (no member any more).</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var shown = connection.Authentication ?? (connection.Caller is { } caller ? Authentication.Lasting(caller) : null);
        if (shown is not null) await AcceptAsync(shown, cancellationToken);
    }

    /// <summary>
    /// <c>connect</c>, in either of its forms: <c>{auth: {token}}</c> with protocol versions, or <c>{token}</c>. Optional where the
    /// handshake showed a credential, or none is needed.
    /// </summary>
    public async ValueTask<Result> ConnectAsync(Params given, CancellationToken cancellationToken)
    {
        var least = given.Number("minProtocol", 0, int.MaxValue) ?? 1;
        var most = given.Number("maxProtocol", 0, int.MaxValue) ?? 1;
        if (least > 1 || most < 1) throw new CarillonException(ErrorCode.Invalid, "this server speaks protocol 1");
        var token = given.Inner("auth").Text("token") ?? given.Text("token", "shared_token");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await ConnectAsync(token, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_watches);
        _over.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<Result> ConnectAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not null || _caller is null)
        {
            var shown = await AuthenticateAsync(token ?? "", cancellationToken);
            if (_caller is { } known && (known.UserId, known.TenantId) != (shown.Caller.UserId, shown.Caller.TenantId))
            {
                throw new RpcException(RpcError.AuthFailed("this connection speaks for someone else already"));
            }

            await AcceptAsync(shown, cancellationToken);
        }

        return Granted(_caller!, tokens.Give(_shown!));
    }

    private async ValueTask<Authentication> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            if (await tokens.FindAsync(token, cancellationToken) is { } again) return again;

            // Aleph's own clients may append a signature to their token; ours is good by itself.
            var end = token.IndexOf(':', StringComparison.Ordinal);
            return await services.Authenticator.AuthenticateAsync(end < 0 ? token : token[..end], connection.RemoteAddress, cancellationToken);
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.Unauthenticated)
        {
            if (++_failures >= MaxFailures) connection.Close(CloseReason.Policy("too many failed authentication attempts"));
            throw new RpcException(RpcError.AuthFailed(refused.Message.Length > 0 ? refused.Message : "the token is not valid"));
        }
    }

    private async ValueTask AcceptAsync(Authentication shown, CancellationToken cancellationToken)
    {
        var admitted = await services.Members.AdmitAsync(shown.Caller, cancellationToken);
        (_caller, _shown) = (admitted, shown);
        subscriptions.Begin(admitted);
        if (!shown.Lasts) _watches.Add(WatchAsync(shown, admitted));
    }

    /// <summary>Closes the connection once the credential holds no more, or its user is no longer who they were in the tenant.</summary>
    private async Task WatchAsync(Authentication shown, Caller admitted)
    {
        var both = new Authentication(
            admitted, shown.ExpiresAt, async token => await shown.IsStillValidAsync(token) && await AdmitAgainAsync(shown.Caller, token) == admitted);
        try
        {
            await both.WaitForEndAsync(services.Clock, _over.Token);
            connection.Close(CloseReason.CredentialEnded);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The connection ended first.
        }
    }

    private async ValueTask<Caller?> AdmitAgainAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Members.AdmitAsync(caller, cancellationToken);
        }
        catch (CarillonException)
        {
            return null;
        }
    }

    private static Result Granted(Caller caller, (string Token, DateTimeOffset Ends) given)
    {
        var isOperator = caller.Role is Role.Owner or Role.Admin;
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("session_token"u8, given.Token);
            json.WriteString("role"u8, isOperator ? "operator"u8 : "node"u8);
            json.WriteStartArray("scopes"u8);
            json.WriteStringValue(isOperator ? "*" : caller.Role == Role.Viewer ? "read" : "run");
            json.WriteEndArray();
            json.WriteNumber("expires_at"u8, given.Ends.ToUnixTimeMilliseconds());
            json.WriteNumber("protocol"u8, 1);
            json.WriteEndObject();
        };
    }
}
