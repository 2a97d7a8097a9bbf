using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native.Http;

/// <summary>Serves one method of one path.</summary>
internal delegate ValueTask Serve(HttpContext context, Caller caller, CancellationToken cancellationToken);

/// <summary>
/// One path with its methods: finds out who asks, serves, and turns whatever goes wrong into a problem. It is the one
/// boundary at which an unexpected failure becomes "internal", with the reason in the server's own log only.
/// </summary>
internal sealed partial class ApiPath(
    Func<HttpContext, CancellationToken, ValueTask<Authentication>> identify, ILogger<ApiPath> logger, params (string Method, Serve Serve)[] methods)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        try
        {
            await ServeAsync(context, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The peer went away; there is nobody to answer.
        }
        catch (CarillonException exception)
        {
            if (exception.RetryAfter is { } wait) HttpReply.SetRetryAfter(context, wait);
            await TellAsync(context, NativeErrors.Of(exception.Code), exception.Message, aborted);
        }
        catch (BadHttpRequestException exception)
        {
            var error = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCode.TooLarge : ErrorCode.Invalid;
            await TellAsync(context, NativeErrors.Of(error) with { Status = exception.StatusCode }, "The request's body could not be read.", aborted);
        }
        catch (Exception exception)
        {
            LogFailed(context.Request.Method, context.Request.Path, exception);
            await TellAsync(context, NativeErrors.Of(ErrorCode.Internal), "Something went wrong; the server's log says more.", aborted);
        }
    }

    /// <summary>Answers for every path of the API that is not there.</summary>
    public static Task NoSuchPathAsync(HttpContext context) =>
        HttpReply.WriteProblemAsync(context, NativeErrors.NoSuchPath, "There is nothing at this path.", context.RequestAborted).AsTask();

    private async ValueTask ServeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        foreach (var (method, serve) in methods)
        {
            if (!HttpMethods.Equals(method, context.Request.Method)) continue;
            var authentication = await identify(context, cancellationToken);

            // An event stream outlives the look at its credential, so it has to know when that ends.
            context.Features.Set(authentication);
            await serve(context, authentication.Caller, cancellationToken);
            return;
        }

        var allowed = string.Join(", ", methods.Select(known => known.Method));
        context.Response.Headers.Allow = allowed;
        await HttpReply.WriteProblemAsync(context, NativeErrors.MethodNotAllowed, $"This path takes {allowed}.", cancellationToken);
    }

    private static async Task TellAsync(HttpContext context, NativeError error, string detail, CancellationToken cancellationToken)
    {
        if (context.Response.HasStarted) context.Abort();
        else await HttpReply.WriteProblemAsync(context, error, detail, cancellationToken);
    }

    [LoggerMessage(5000, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception exception);
}
