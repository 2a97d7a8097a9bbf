using System.Buffers.Text;
using System.Text.Json;
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
        if (token.Count(character => character == '.') != SignedParts - 1) return null;
        var text = token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal));
        if (text.IsEmpty || !Base64Url.IsValid(text)) return null;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
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
