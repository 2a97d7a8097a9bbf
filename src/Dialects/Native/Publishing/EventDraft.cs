using System.Text.Json;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Errors;
using Carillon.Events;

namespace Carillon.Dialects.Native.Publishing;

/// <summary>An event as a publisher described it, to be checked and turned into one that the log takes.</summary>
internal sealed class EventDraft
{
    public string? Id { get; set; }

    public string? Type { get; set; }

    public byte[]? Data { get; set; }

    public bool? Durable { get; set; }

    public List<Scope> Scopes { get; } = [];

    public List<string> Mentions { get; } = [];

    public NewEvent ToEvent(StreamId stream)
    {
        var type = Invalid.Required(Type, "type");
        var data = Invalid.Required(Data, "data");
        if (!TopicName.IsValid(type))
        {
            throw Invalid.Because($"'type' must be 2 to {TopicName.MaxSegments} segments of a-z 0-9 _ -, joined by dots, in {EventLimits.MaxTypeLength} characters.");
        }

        if (Id is { Length: 0 or > EventLimits.MaxIdLength }) throw Invalid.Because($"'id' must have 1 to {EventLimits.MaxIdLength} characters.");
        CheckLabels();

        var known = Decode(type, data, out var durability);
        if (durability is { } fixedOne && Durable is { } wish && wish != (fixedOne == Durability.Durable))
        {
            throw Invalid.Because($"'{type}' is {(wish ? "live only" : "durable")} by the catalogue.");
        }

        return new NewEvent(stream, type, data, durability is null ? Durable ?? true : durability == Durability.Durable)
        {
            Id = Id,
            Known = known,
            Labels = Scopes.Count + Mentions.Count == 0 ? Labels.None : new Labels(Scopes, Mentions),
        };
    }

    /// <summary>Whoever listens for a catalogue type relies on its form, so nobody may publish another under its name.</summary>
    private static Event? Decode(string type, byte[] data, out Durability? durability)
    {
        durability = Catalogue.TryGet(type, out var line) ? line.Durability : null;
        if (durability is null) return null;
        try
        {
            return Catalogue.TryDecode(type, data, out var known) ? known : throw Invalid.Because($"'data' of '{type}' is null.");
        }
        catch (JsonException exception)
        {
            throw new Core.Errors.CarillonException(
                Core.Errors.ErrorCode.Invalid,
                $"'{type}' is a type of the catalogue, and the data does not fit it{(exception.Path is null or "$" ? "" : $" at '{exception.Path}'")}.",
                exception);
        }
    }

    private void CheckLabels()
    {
        if (Scopes.Count > EventLimits.MaxLabels || Mentions.Count > EventLimits.MaxLabels)
        {
            throw Invalid.Because($"At most {EventLimits.MaxLabels} scopes and {EventLimits.MaxLabels} mentions are taken.");
        }

        foreach (var scope in Scopes) CheckLength(scope.Type, CheckLength(scope.Value, "scopes"));
        foreach (var mention in Mentions) CheckLength(mention, "mentions");
    }

    private static string CheckLength(string text, string name) =>
        text.Length is > 0 and <= EventLimits.MaxLabelLength
            ? name
            : throw Invalid.Because($"A text in '{name}' must have 1 to {EventLimits.MaxLabelLength} characters.");
}
