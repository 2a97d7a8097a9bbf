using System.Collections.Frozen;
using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>Reads the answers of answer_question, whose form the protocol's documents leave open.</summary>
internal static class AnswerReader
{
    /// <summary>The most questions one request can have.</summary>
    public const int MaxAnswers = 100;

    private static readonly FrozenDictionary<string, PermissionKind> Decisions = new Dictionary<string, PermissionKind>
    {
        ["allow"] = PermissionKind.AllowOnce,
        ["allowed"] = PermissionKind.AllowOnce,
        ["allow_once"] = PermissionKind.AllowOnce,
        ["approve"] = PermissionKind.AllowOnce,
        ["approved"] = PermissionKind.AllowOnce,
        ["accept"] = PermissionKind.AllowOnce,
        ["yes"] = PermissionKind.AllowOnce,
        ["y"] = PermissionKind.AllowOnce,
        ["ok"] = PermissionKind.AllowOnce,
        ["true"] = PermissionKind.AllowOnce,
        ["always"] = PermissionKind.AllowAlways,
        ["allow_always"] = PermissionKind.AllowAlways,
        ["deny"] = PermissionKind.RejectOnce,
        ["denied"] = PermissionKind.RejectOnce,
        ["reject"] = PermissionKind.RejectOnce,
        ["rejected"] = PermissionKind.RejectOnce,
        ["reject_once"] = PermissionKind.RejectOnce,
        ["no"] = PermissionKind.RejectOnce,
        ["n"] = PermissionKind.RejectOnce,
        ["false"] = PermissionKind.RejectOnce,
        ["never"] = PermissionKind.RejectAlways,
        ["reject_always"] = PermissionKind.RejectAlways,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Question id to answer: a string as it is, a number or boolean as JSON writes it, several choices as a JSON array.</summary>
    /// <exception cref="MessageException">INVALID_MESSAGE.</exception>
    public static IReadOnlyDictionary<string, string> Read(JsonElement answers)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var answer in answers.EnumerateObject())
        {
            if (read.Count == MaxAnswers) throw Fields.Wrong("answers", $"an object of at most {MaxAnswers} answers");
            read[NameOf(answer)] = answer.Value.ValueKind switch
            {
                JsonValueKind.String => Fields.TextOf(answer.Value, "answers"),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Array => answer.Value.GetRawText(),
                _ => throw Fields.Wrong("answers", "an object of strings, numbers, booleans or arrays of them"),
            };
        }

        return read;
    }

    /// <summary>
    /// The decision in answers given to a permission: the only one there is, or the one called <c>approved</c> or <c>decision</c>;
    /// null when they say neither yes nor no.
    /// </summary>
    public static PermissionKind? DecisionOf(IReadOnlyDictionary<string, string> answers)
    {
        var word = answers.Count == 1
            ? answers.Values.First()
            : answers.GetValueOrDefault("approved") ?? answers.GetValueOrDefault("decision");
        return word is not null && Decisions.TryGetValue(word.Trim(), out var kind) ? kind : null;
    }

    private static string NameOf(JsonProperty answer)
    {
        try
        {
            return answer.Name;
        }
        catch (InvalidOperationException)
        {
            throw Fields.Wrong("answers", "an object whose names are whole characters");
        }
    }
}
