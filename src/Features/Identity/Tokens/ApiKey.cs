using System.Buffers.Text;
using System.Security.Cryptography;

namespace Carillon.Features.Identity.Tokens;

/// <summary>An API key: <c>car_</c> and 32 random bytes in base64url. Only the SHA-256 of the bytes is ever kept.</summary>
internal static class ApiKey
{
    private const string Prefix = "car_";
    private const int Bytes = 32;
    private const int Characters = 43;

    /// <summary>A new key, and what is kept of it.</summary>
    public static (string Key, string Hash) Make()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return (Prefix + Base64Url.EncodeToString(bytes), HashOf(bytes));
    }

    /// <summary>What is kept of a key; null when the text is no key.</summary>
    public static string? HashOf(string key)
    {
        if (key.Length != Prefix.Length + Characters || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        Span<byte> bytes = stackalloc byte[Bytes + 1];
        var text = key.AsSpan(Prefix.Length);
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Bytes) return null;
        return HashOf(bytes[..Bytes]);
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
