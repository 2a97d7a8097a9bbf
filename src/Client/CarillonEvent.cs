using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Carillon.Client.Http;
using Carillon.Events;

namespace Carillon.Client;

/// <summary>An event as it stands in its stream.</summary>
public sealed class CarillonEvent
{
    private JsonElement? _data;
    private Event? _value;
    private bool _isDecoded;

    /// <summary>Where it belongs, such as <c>session:9f1c…</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Its number in the stream, from 1, strictly increasing.</summary>
    public required long Seq { get; init; }

    /// <summary>The first number it stands for: less than <see cref="Seq"/> only where the server joined pieces of one text.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>Which life of the log its number belongs to.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was stamped.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its topic, such as <c>turn.completed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>In the log, or live only.</summary>
    public required bool Durable { get; init; }

    /// <summary>The publisher's own id.</summary>
    public string? Id { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<EventScope> Scopes { get; init; } = [];

    /// <summary>Names or roles it mentions.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Follow from here to get everything after it; durable events only.</summary>
    public string? Cursor { get; init; }

    /// <summary>The data as it came, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> DataBytes { get; init; }

    /// <summary>The whole entry as it came, UTF-8 JSON on one line.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The data, parsed on first use.</summary>
    public JsonElement Data => _data ??= JsonElement.Parse(DataBytes.Span);

    /// <summary>The data as its catalogue record; null for a custom type, and for data of a newer server that no longer fits.</summary>
    public Event? Value
    {
        get
        {
            if (_isDecoded) return _value;
            _value = EventData.Decode(Type, DataBytes.Span);
            _isDecoded = true;
            return _value;
        }
    }

    /// <summary>The turn it belongs to, where its data says one.</summary>
    public string? TurnId =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("turnId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    /// <summary>Whether it is of a type, given by its own name or by another one (<see cref="EventNames"/>).</summary>
    public bool Is(string type) => EventNames.TopicsOf(type).Contains(Type);

    /// <summary><see cref="Value"/>, and whether there is one.</summary>
    public bool TryDecode([NotNullWhen(true)] out Event? value) => (value = Value) is not null;
}

/// <summary>A tag that follows can ask for, such as task = thrum-ukr.</summary>
public sealed record EventScope(string Type, string Value);

/// <summary>A page of a stream.</summary>
/// <param name="Next">Ask after this number for the following page; null at the end.</param>
public sealed record EventPage(IReadOnlyList<CarillonEvent> Events, long? Next);

/// <summary>What became of a publish.</summary>
/// <param name="Events">One for each that was sent, in order.</param>
/// <param name="Duplicate">True when all of them were there already, under the same ids.</param>
public sealed record PublishResult(IReadOnlyList<CarillonEvent> Events, bool Duplicate);
