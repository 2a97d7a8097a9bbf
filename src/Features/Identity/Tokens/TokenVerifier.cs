using Carillon.Contracts.Identity;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity.Tokens;

/// <summary>Verifies API keys. Looking one up is all there is to it, so every good key is known beforehand.</summary>
internal sealed class TokenVerifier(TokenBook book, TimeProvider clock) : IVerifier
{
    public ValueTask<Authentication?> RecallAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(Find(token));

    public ValueTask<Authentication?> VerifyAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult<Authentication?>(null);

    private Authentication? Find(string token)
    {
        if (ApiKey.HashOf(token) is not { } hash || Current(hash) is not { } record) return null;
        var caller = CallerOf(record);
        return new Authentication(
            caller, record.ExpiresAt, _ => ValueTask.FromResult(Current(hash) is { } now && CallerOf(now) == caller));
    }

    private TokenRecord? Current(string hash) =>
        book.Find(hash) is { } record && (record.ExpiresAt is null || clock.GetUtcNow() < record.ExpiresAt) ? record : null;

    private static Caller CallerOf(TokenRecord record) =>
        new(record.User, record.Tenant, RoleNames.Find(record.Role) ?? Role.Viewer, record.Email);
}
