using System.Globalization;
using System.Text.Json;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Holds an answer against its question, whichever way a client wrote it, and gives it the one form that agents get.</summary>
internal static class AnswerForm
{
    /// <summary>
    /// <c>choice</c>: one of the options; <c>multi_choice</c>: a JSON array of them; <c>confirm</c>: <c>true</c> or <c>false</c>;
    /// <c>number</c>: a JSON number; any other type: the text as it is.
    /// </summary>
    /// <exception cref="CarillonException">Invalid: it does not fit.</exception>
    public static string Fit(Question question, string answer)
    {
        var given = answer.Trim();
        return question.Type switch
        {
            "choice" => OptionOf(question, given) ?? throw Misfit(question, "one of its options"),
            "multi_choice" => OptionsOf(question, given),
            "confirm" => Confirmed(given) ?? throw Misfit(question, "yes or no"),
            "number" => decimal.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : throw Misfit(question, "a number"),
            _ => answer,
        };
    }

    private static string? OptionOf(Question question, string given) =>
        question.Options is not { Count: > 0 } options ? given : options.Contains(given) ? given : null;

    /// <summary>Several options come as a JSON array, or with commas between them; one may stand alone.</summary>
    private static string OptionsOf(Question question, string given)
    {
        var names = OptionOf(question, given) is not null && !given.StartsWith('[') ? [given] : NamesIn(given);
        var chosen = names.Select(name => OptionOf(question, name) ?? throw Misfit(question, "some of its options")).Distinct().ToArray();
        return JsonSerializer.Serialize(chosen, StoredJson.Default.StringArray);
    }

    private static string[] NamesIn(string given)
    {
        try
        {
            if (given.StartsWith('[')) return [.. (JsonSerializer.Deserialize(given, StoredJson.Default.StringArray) ?? []).OfType<string>()];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Then it is a name that begins so.
        }

        return given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Confirmed(string given) => given.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "ok" => "true",
        "false" or "no" or "n" => "false",
        _ => null,
    };

    private static CarillonException Misfit(Question question, string expected) =>
        new(ErrorCode.Invalid, $"The answer to '{question.Id}' must be {expected}.");
}
