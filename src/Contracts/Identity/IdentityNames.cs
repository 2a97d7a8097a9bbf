using System.Buffers;

namespace Carillon.Contracts.Identity;

/// <summary>What may be the id of a user or of a tenant. A tenant's id is part of stream names and of folders' names.</summary>
public static class IdentityNames
{
    /// <summary>The longest id of either kind, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> TenantCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>1 to 128 of <c>A-Z a-z 0-9 . _ -</c>, not beginning with a dot.</summary>
    public static bool IsTenantId(string text) =>
        text is { Length: > 0 and <= MaxLength } && text[0] != '.' && text.AsSpan().IndexOfAnyExcept(TenantCharacters) < 0;

    /// <summary>1 to 128 printable characters without blanks, such as <c>auth0|5f7c8ec7</c>.</summary>
    public static bool IsUserId(string text) =>
        text is { Length: > 0 and <= MaxLength } && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character));
}
