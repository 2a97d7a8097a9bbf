using System.Text.Json;

namespace Carillon.Backends.Sqlite.Engine;

/// <summary>Checks stored JSON.</summary>
internal static class JsonText
{
    /// <summary>What was accepted once must be readable here, so depth is limited by the writer of it alone.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 10_000 };

    /// <summary>Why a text is not one JSON value, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        try
        {
            while (reader.Read())
            {
                // Strings are checked for their escapes and UTF-8 only when they are looked at.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
            }

            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return error.Message;
        }
    }
}
