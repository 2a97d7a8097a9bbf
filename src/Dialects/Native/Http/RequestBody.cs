using System.Buffers;
using Carillon.Core.Errors;
using Carillon.Dialects.Native.Json;
using Carillon.Dialects.Native.Publishing;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>Takes a request's body whole, within bounds.</summary>
internal static class RequestBody
{
    /// <summary>The body, checked to be JSON: at most 1 MB, or 8 MB where it is an array.</summary>
    public static async ValueTask<byte[]> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer) body.Write(segment.Span);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);

            var limit = IsArray(body.WrittenSpan) ? EventLimits.MaxBatchBytes : EventLimits.MaxBytes;
            if (body.WrittenCount > limit) throw new CarillonException(ErrorCode.TooLarge, $"The body has more than {limit} bytes.");
            if (read.IsCompleted) break;
        }

        var json = body.WrittenSpan.ToArray();
        JsonText.Check(json);
        return json;
    }

    /// <summary>The media type without its parameters, lower case.</summary>
    public static string MediaTypeOf(HttpContext context)
    {
        var type = context.Request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().ToString().ToLowerInvariant();
    }

    private static bool IsArray(ReadOnlySpan<byte> json)
    {
        var start = json.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && json[start] == (byte)'[';
    }
}
