using Carillon.Contracts.Identity;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>Tokens that mean what a test says, and that it can take back.</summary>
internal sealed class ScriptedTokens : IAuthenticator
{
    private readonly HashSet<string> _revoked = [];
    private readonly Dictionary<string, Caller> _callers = new()
    {
        ["any"] = Caller.Dev,
        ["ada"] = new Caller("ada", "acme", Role.Owner),
        ["ada again"] = new Caller("ada", "acme", Role.Viewer),
        ["bob"] = new Caller("bob", "acme", Role.Owner),
        ["ada elsewhere"] = new Caller("ada", "other", Role.Owner),
    };

    public bool RequiresCredentials => true;

    public void Revoke(string token)
    {
        lock (_revoked) _revoked.Add(token);
    }

    public ValueTask<Authentication> AuthenticateAsync(string token, string remoteAddress, CancellationToken cancellationToken)
    {
        if (token == "guess too often")
            throw new CarillonException(ErrorCode.RateLimited, "wait") { RetryAfter = TimeSpan.FromMilliseconds(41_000.2) };
        if (!IsGood(token) || !_callers.TryGetValue(token, out var caller)) throw new CarillonException(ErrorCode.Unauthenticated, "no");
        return ValueTask.FromResult(new Authentication(caller, expiresAt: null, _ => ValueTask.FromResult(IsGood(token))));
    }

    private bool IsGood(string token)
    {
        lock (_revoked) return !_revoked.Contains(token);
    }
}
