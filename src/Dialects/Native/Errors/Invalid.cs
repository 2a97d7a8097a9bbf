using System.Text.Json;
using Carillon.Core.Errors;

namespace Carillon.Dialects.Native.Errors;

/// <summary>Makes the refusals of requests that do not parse or do not fit, in words that name no type of ours.</summary>
internal static class Invalid
{
    public static CarillonException Because(string detail) => new(ErrorCode.Invalid, detail);

    /// <summary>Says where JSON stops being JSON.</summary>
    public static CarillonException Malformed(JsonException exception) => new(
        ErrorCode.Invalid,
        $"Not well-formed JSON at line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.",
        exception);

    /// <summary>Says which member does not fit.</summary>
    public static CarillonException Misfit(JsonException exception) => new(
        ErrorCode.Invalid,
        exception.Path is null or "$" ? "The request is not an object of the right form." : $"'{exception.Path}' is unknown or has the wrong type.",
        exception);

    /// <summary>The value, or the refusal of a request that lacks it.</summary>
    public static T Required<T>(T? value, string name)
        where T : class =>
        value ?? throw Because($"'{name}' is missing.");

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public static T Required<T>(T? value, string name)
        where T : struct =>
        value ?? throw Because($"'{name}' is missing.");

    /// <summary>The page size, checked.</summary>
    public static int Limit(int? limit) => limit switch
    {
        null => 100,
        >= 1 and <= 1000 => limit.Value,
        _ => throw Because("'limit' must be a number from 1 to 1000."),
    };

    /// <summary>The number to page after, checked.</summary>
    public static long After(long? after) => after switch
    {
        null => 0,
        >= 0 => after.Value,
        _ => throw Because("'after' must be a number from 0."),
    };
}
