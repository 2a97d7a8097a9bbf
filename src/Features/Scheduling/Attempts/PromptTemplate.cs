using System.Text;

namespace Carillon.Features.Scheduling.Attempts;

/// <summary>Puts values in the place of <c>{{names}}</c>. What is put in is not looked at again; names that are not known stay as they are.</summary>
internal static class PromptTemplate
{
    private const string EnvironmentPrefix = "env:";

    /// <param name="shown">Names of the environment that may be shown.</param>
    public static string Fill(string template, IReadOnlyDictionary<string, string> variables, IReadOnlySet<string> shown)
    {
        var filled = new StringBuilder(template.Length);
        var rest = template.AsSpan();
        while (rest.IndexOf("{{") is >= 0 and var open)
        {
            var close = rest[open..].IndexOf("}}");
            if (close < 0) break;
            var name = rest.Slice(open + 2, close - 2).Trim().ToString();
            if (ValueOf(name, variables, shown) is { } value)
            {
                filled.Append(rest[..open]).Append(value);
                rest = rest[(open + close + 2)..];
            }
            else
            {
                // Only the first brace is passed over: a known name may begin with the next one.
                filled.Append(rest[..(open + 1)]);
                rest = rest[(open + 1)..];
            }
        }

        return filled.Append(rest).ToString();
    }

    private static string? ValueOf(string name, IReadOnlyDictionary<string, string> variables, IReadOnlySet<string> shown)
    {
        if (variables.TryGetValue(name, out var value)) return value;
        if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)) return null;
        var variable = name[EnvironmentPrefix.Length..];
        return shown.Contains(variable) ? Environment.GetEnvironmentVariable(variable) ?? "" : null;
    }
}
