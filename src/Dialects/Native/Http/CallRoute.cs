using System.Text.Json.Serialization.Metadata;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>One operation, whatever way its parameters came.</summary>
internal delegate ValueTask<Answer> Call<TParams>(Caller caller, TParams wanted, CancellationToken cancellationToken);

/// <summary>Makes routes out of calls: the path, the query and the body become one call's parameters.</summary>
internal static class CallRoute
{
    /// <summary>The session that the path names.</summary>
    public static string IdOf(HttpContext context) => Query.Part(context, "id");

    public static Serve WithoutBody<TParams>(Func<HttpContext, TParams> read, Call<TParams> call) =>
        async (context, caller, cancellationToken) =>
            await HttpReply.WriteAsync(context, await call(caller, read(context), cancellationToken), cancellationToken);

    /// <summary>A form of another site can send any body but one that says it is JSON: that needs the browser's leave.</summary>
    public static Serve WithBody<TParams>(JsonTypeInfo<TParams> type, Func<HttpContext, TParams, TParams> complete, Call<TParams> call)
        where TParams : class =>
        async (context, caller, cancellationToken) =>
        {
            if (RequestBody.MediaTypeOf(context) != "application/json")
            {
                await HttpReply.WriteProblemAsync(context, NativeErrors.UnsupportedMediaType, "Send application/json.", cancellationToken);
                return;
            }

            var body = JsonText.Read(await RequestBody.ReadAsync(context, cancellationToken), type);
            await HttpReply.WriteAsync(context, await call(caller, complete(context, body), cancellationToken), cancellationToken);
        };
}
