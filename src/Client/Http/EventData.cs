using System.Text.Json;
using Carillon.Events;

namespace Carillon.Client.Http;

/// <summary>Reads events' data.</summary>
internal static class EventData
{
    /// <summary>The data as its catalogue record; null for a custom type, and for data of a newer server that no longer fits.</summary>
    public static Event? Decode(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return Catalogue.TryDecode(type, data, out var value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
