using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Carillon.Features.Identity.Jwt;

/// <summary>A key that an issuer signs with, and the one algorithm it is good for.</summary>
internal sealed record SigningKey(string Id, string Algorithm, SecurityKey Key);

/// <summary>Reads a JSON Web Key Set (RFC 7517). Keys for other uses, of other kinds, or too weak are passed over.</summary>
internal static class KeySetReader
{
    private const int MinRsaBytes = 2048 / 8;
    private const int CoordinateBytes = 32;

    /// <summary>The usable keys by their ids.</summary>
    /// <exception cref="JsonException">It is no key set.</exception>
    public static Dictionary<string, SigningKey> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var keys)
            || keys.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("There is no array called \"keys\".");
        }

        var read = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var key in keys.EnumerateArray())
        {
            if (key.ValueKind == JsonValueKind.Object && ReadOne(key) is { } usable) read[usable.Id] = usable;
        }

        return read;
    }

    private static SigningKey? ReadOne(JsonElement key)
    {
        if (Text(key, "kid") is not { Length: > 0 } id || Text(key, "use") is not (null or "sig")) return null;
        return (Text(key, "kty"), Text(key, "alg")) switch
        {
            ("RSA", null or SecurityAlgorithms.RsaSha256) => Rsa(id, key),
            ("EC", null or SecurityAlgorithms.EcdsaSha256) when Text(key, "crv") == "P-256" => EllipticCurve(id, key),
            _ => null,
        };
    }

    private static SigningKey? Rsa(string id, JsonElement key)
    {
        if (Bytes(key, "n") is not { } modulus || Bytes(key, "e") is not { Length: > 0 } exponent) return null;
        if (modulus.AsSpan().TrimStart((byte)0).Length < MinRsaBytes) return null;
        var made = new JsonWebKey { Kty = "RSA", Kid = id, N = Base64Url.EncodeToString(modulus), E = Base64Url.EncodeToString(exponent) };
        return new SigningKey(id, SecurityAlgorithms.RsaSha256, made);
    }

    private static SigningKey? EllipticCurve(string id, JsonElement key)
    {
        if (Bytes(key, "x") is not { Length: CoordinateBytes } x || Bytes(key, "y") is not { Length: CoordinateBytes } y) return null;
        var made = new JsonWebKey { Kty = "EC", Kid = id, Crv = "P-256", X = Base64Url.EncodeToString(x), Y = Base64Url.EncodeToString(y) };
        return new SigningKey(id, SecurityAlgorithms.EcdsaSha256, made);
    }

    private static byte[]? Bytes(JsonElement key, string name) =>
        Text(key, name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
