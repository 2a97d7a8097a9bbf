using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Features.Identity.Tokens;

/// <summary>One API key, as the file holds it. The key itself is not in it and cannot be had from it.</summary>
/// <param name="Id">Names the key; the beginning of its hash.</param>
/// <param name="Hash">SHA-256 of the key's 32 bytes, in lower-case hexadecimal.</param>
/// <param name="Role">One of the role names.</param>
/// <param name="Label">For people.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record TokenRecord(
    string Id,
    string Hash,
    string User,
    string Tenant,
    string Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt = null,
    string? Label = null,
    string? Email = null);

/// <summary>The whole file.</summary>
internal sealed record TokenList(int Version, IReadOnlyList<TokenRecord> Tokens);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenList))]
internal sealed partial class TokenJson : JsonSerializerContext;
