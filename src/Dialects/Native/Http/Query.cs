using System.Globalization;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>Reads what a request's address asks for.</summary>
internal static class Query
{
    public static string? Text(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    public static long? Number(HttpContext context, string name)
    {
        if (Text(context, name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Invalid.Because($"'{name}' must be a number from 0.");
    }

    /// <summary>How many are wanted.</summary>
    public static int? Limit(HttpContext context) => Count(context, "limit");

    /// <summary>A number out of any range that is asked for becomes one that is refused there.</summary>
    public static int? Count(HttpContext context, string name) => Number(context, name) is { } number ? (int)Math.Min(number, int.MaxValue) : null;

    public static bool Flag(HttpContext context, string name) => OptionalFlag(context, name) ?? false;

    public static bool? OptionalFlag(HttpContext context, string name) => Text(context, name) switch
    {
        null => null,
        "false" => false,
        "true" => true,
        _ => throw Invalid.Because($"'{name}' must be true or false."),
    };

    /// <summary>A part of the path. Names of streams may hold slashes, which the path writes as %2F.</summary>
    public static string Part(HttpContext context, string name) =>
        ((string)context.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Values with commas in between, or given several times.</summary>
    public static List<string> Parts(HttpContext context, string name) =>
        [.. context.Request.Query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>What to follow: parts with commas in between or given several times; tags only the latter.</summary>
    public static FollowParams Follow(HttpContext context)
    {
        // A browser repeats the address it began with, so what it has seen since is in the header.
        var lastSeen = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id, ..] ? id : null;
        return new FollowParams(
            Parts(context, "streams"), Parts(context, "topics"), Scopes(context), Parts(context, "mentions"), lastSeen ?? Text(context, "after"));
    }

    private static List<ScopeParam> Scopes(HttpContext context)
    {
        var scopes = new List<ScopeParam>();
        foreach (var scope in context.Request.Query["scopes"])
        {
            var colon = scope?.IndexOf(':') ?? -1;
            if (colon < 1) throw Invalid.Because("A scope is written as type:value.");
            scopes.Add(new ScopeParam(scope![..colon], scope[(colon + 1)..]));
        }

        return scopes;
    }
}
