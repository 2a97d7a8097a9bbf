using System.Globalization;
using Carillon.Contracts.Identity;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Security;

/// <summary>Finds out who sends a request, the same way for every surface.</summary>
internal sealed class Gatekeeper(IAuthenticator authenticator)
{
    /// <summary>Whether nobody is anyone without a credential.</summary>
    public bool RequiresCredentials => authenticator.RequiresCredentials;

    /// <summary>Where a request comes from, for limits and logs.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>Who it is; null when no credential is shown where one is needed. Errors: Unauthenticated, RateLimited.</summary>
    public async ValueTask<Authentication?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var token = BearerToken.Of(context.Request);
        if (token is null && RequiresCredentials) return null;
        return await authenticator.AuthenticateAsync(token ?? "", AddressOf(context), cancellationToken);
    }

    /// <summary>Who it is. Errors: Unauthenticated, RateLimited.</summary>
    public async ValueTask<Authentication> RequireAsync(HttpContext context, CancellationToken cancellationToken) =>
        await FindAsync(context, cancellationToken)
        ?? throw new CarillonException(ErrorCode.Unauthenticated, "Credentials are needed: send them as 'Authorization: Bearer TOKEN'.");

    /// <summary>Lets a request through to what is not a dialect's, if it shows a credential.</summary>
    public async Task GuardAsync(HttpContext context, Func<HttpContext, Task> serve)
    {
        try
        {
            await RequireAsync(context, context.RequestAborted);
        }
        catch (CarillonException refused)
        {
            await RefuseAsync(context, refused);
            return;
        }

        await serve(context);
    }

    /// <summary>Tells a peer, in plain text, that it is not let in.</summary>
    public static Task RefuseAsync(HttpContext context, CarillonException refused)
    {
        var limited = refused.Code == ErrorCode.RateLimited;
        context.Response.StatusCode = limited ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
        if (!limited) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refused.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refused.Message + "\n", context.RequestAborted);
    }
}
