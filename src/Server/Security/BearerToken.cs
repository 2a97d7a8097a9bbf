using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Security;

/// <summary>
/// Where a request shows its token: the <c>Authorization</c> header (RFC 6750), or, as browsers cannot set that for a
/// WebSocket, the offered subprotocol <c>bearer.{token}</c>. Never the address, which ends up in logs.
/// </summary>
internal static class BearerToken
{
    /// <summary>What a browser offers beside its token, so that the token is not what is sent back to it.</summary>
    public const string Subprotocol = "carillon.v1";

    private const string Scheme = "Bearer ";
    private const string SubprotocolPrefix = "bearer.";

    /// <summary>The token; null when none is shown.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return header[Scheme.Length..].Trim();
        foreach (var offered in request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol"))
        {
            if (offered.StartsWith(SubprotocolPrefix, StringComparison.Ordinal)) return offered[SubprotocolPrefix.Length..];
        }

        return null;
    }

    /// <summary>The subprotocol to agree on; null when ours was not offered.</summary>
    public static string? SubprotocolFor(HttpRequest request) =>
        request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol").Contains(Subprotocol, StringComparer.Ordinal) ? Subprotocol : null;
}
