using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.IdentityModel.Tokens;

namespace Carillon.Features.Identity.Jwt;

/// <summary>
/// The head of a signed JWT, checked before anything else looks at the token: two algorithms, a key that is named, and none
/// of the extensions that have been the undoing of others (encryption, compression, critical headers, <c>none</c>).
/// </summary>
internal sealed record TokenHeader(string Algorithm, string KeyId)
{
    private const int SignedParts = 3;
    private const int MaxKeyIdLength = 256;

    /// <summary>Reads it; null when the token is none that is taken.</summary>
    public static TokenHeader? Read(string token)
    {
        var parts = token.Split('.', SignedParts + 1);
        if (parts.Length != SignedParts) return null;
        try
        {
            // The claims count only once the signature was verified, but they are parsed before that: so they must be plain.
            using var claims = Parse(parts[1]);
            using var header = Parse(parts[0]);
            return claims is null || header is null ? null : Read(header.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, nested too deeply, or text that is not of whole characters.
            return null;
        }
    }

    private static JsonDocument? Parse(string part)
    {
        if (part.Length == 0 || !Base64Url.IsValid(part)) return null;
        var bytes = Base64Url.DecodeFromChars(part);
        return Utf8.IsValid(bytes) && bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? JsonDocument.Parse(bytes) : null;
    }

    private static TokenHeader? Read(JsonElement header)
    {
        string? algorithm = null;
        string? keyId = null;
        foreach (var member in header.EnumerateObject())
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            switch (member.Name)
            {
                case "alg" when algorithm is null && text is not null: algorithm = text; break;
                case "kid" when keyId is null && text is { Length: > 0 and <= MaxKeyIdLength }: keyId = text; break;
                case "alg" or "kid" or "enc" or "zip" or "crit" or "b64": return null;
            }
        }

        return algorithm is SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256 && keyId is not null
            ? new TokenHeader(algorithm, keyId)
            : null;
    }
}
