using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Carillon.Dialects.Native.Http;

/// <summary>Writes answers and problems (RFC 9457).</summary>
internal static class HttpReply
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ValueTask WriteAsync(HttpContext context, Answer answer, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = answer.Status;
        return answer.Write is null ? ValueTask.CompletedTask : WriteAsync(context, "application/json", answer.Write, cancellationToken);
    }

    public static ValueTask WriteProblemAsync(HttpContext context, NativeError error, string detail, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (error.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && context.Response.Headers.RetryAfter.Count == 0)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return WriteAsync(context, "application/problem+json", json => WriteProblem(json, error, detail), cancellationToken);
    }

    /// <summary>Says when to try again, in whole seconds.</summary>
    public static void SetRetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static void WriteProblem(Utf8JsonWriter json, NativeError error, string detail)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, string.Create(CultureInfo.InvariantCulture, $"urn:carillon:error:{error.Code}"));
        json.WriteString("title"u8, error.Title);
        json.WriteNumber("status"u8, error.Status);
        json.WriteString("detail"u8, detail);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
    }

    private static async ValueTask WriteAsync(
        HttpContext context, string contentType, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";

        // Texts are not escaped for HTML, so no browser may take them for it.
        context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Options)) write(json);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}
