using Carillon.Events;

namespace Carillon.Core.Streams;

/// <summary>An event on its way into a stream, not numbered yet.</summary>
/// <param name="Stream">Where it shall belong.</param>
/// <param name="Type">Its topic.</param>
/// <param name="Data">UTF-8 JSON.</param>
/// <param name="Durable">Whether it is kept.</param>
public sealed record NewEvent(StreamId Stream, string Type, ReadOnlyMemory<byte> Data, bool Durable)
{
    /// <summary>Publishing again under the same id gives back the first entry instead of a second one.</summary>
    public string? Id { get; init; }

    /// <summary>Tags and mentions.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>The record the data was made from.</summary>
    public Event? Known { get; init; }

    /// <summary>A catalogue event; topic, data and durability follow from the record.</summary>
    public static NewEvent Of(StreamId stream, Event value)
    {
        var type = Catalogue.Of(value);
        return new NewEvent(stream, type.Type, Catalogue.Encode(value), type.Durability == Durability.Durable) { Known = value };
    }
}
