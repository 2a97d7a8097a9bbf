using System.Globalization;
using System.Text.Json;
using Carillon.Cli.Terminals;
using Carillon.Features.Identity.Tokens;

namespace Carillon.Cli.Rendering;

/// <summary>An API key, without anything it could be found out from.</summary>
/// <param name="Key">Only when it was just made.</param>
internal sealed record TokenLine(
    string Id, string User, string Tenant, string Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string? Label, string? Email, string? Key);

/// <summary>API keys, a line each.</summary>
internal static class TokenLines
{
    public static void Write(Screen screen, IReadOnlyList<TokenRecord> records, TimeProvider clock)
    {
        if (records.Count == 0)
        {
            screen.WriteLine("There are no API keys. Make one with: carillon token create USER", Palette.Dim);
            return;
        }

        var now = clock.GetUtcNow();
        var table = new Table("KEY", "USER", "TENANT", "ROLE", "EXPIRES", "LABEL");
        foreach (var record in records)
        {
            var expired = record.ExpiresAt <= now;
            table.Add(
                new(record.Id, Palette.Name),
                record.User,
                record.Tenant,
                record.Role,
                new(expired ? "expired" : Until(record), expired ? Palette.Bad : Palette.Plain),
                record.Label ?? "");
        }

        table.Write(screen);
    }

    /// <summary>Who it stands for and how long, in words.</summary>
    public static string Describe(TokenRecord record) =>
        SafeText.OneLine($"{record.User} in {record.Tenant} as {record.Role}, {(record.ExpiresAt is null ? "for good" : $"until {Until(record)}")}");

    public static string Json(TokenRecord record, string? key) => JsonSerializer.Serialize(
        new TokenLine(record.Id, record.User, record.Tenant, record.Role, record.CreatedAt, record.ExpiresAt, record.Label, record.Email, key),
        LineJson.Readable.TokenLine);

    private static string Until(TokenRecord record) =>
        record.ExpiresAt is { } end ? end.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "never";
}
