using System.Globalization;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Security;

/// <summary>Finds out who sends a request, and with which role, the same way for every surface.</summary>
internal sealed class Gatekeeper(IAuthenticator authenticator, IMembers members)
{
    /// <summary>Whether nobody is anyone without a credential.</summary>
    public bool RequiresCredentials => authenticator.RequiresCredentials;

    /// <summary>Where a request comes from, for limits and logs.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>
    /// Who it is, with the role of the credential; null when none is shown where one is needed. Errors: Unauthenticated, RateLimited.
    /// </summary>
    public async ValueTask<Authentication?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var token = BearerToken.Of(context.Request);
        if (token is null && RequiresCredentials) return null;
        return await authenticator.AuthenticateAsync(token ?? "", AddressOf(context), cancellationToken);
    }

    /// <summary>
    /// Who it is, with the role that counts in the tenant; it ends when that role changes as well. Errors: Unauthenticated,
    /// RateLimited, PermissionDenied (no member any more).
    /// </summary>
    public async ValueTask<Authentication> RequireAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var shown = await FindAsync(context, cancellationToken)
            ?? throw new CarillonException(ErrorCode.Unauthenticated, "Credentials are needed: send them as 'Authorization: Bearer TOKEN'.");
        if (shown.Lasts) return shown;
        var admitted = await members.AdmitAsync(shown.Caller, cancellationToken);
        return new Authentication(
            admitted, shown.ExpiresAt, async token => await shown.IsStillValidAsync(token) && await AdmitAgainAsync(shown.Caller, token) == admitted);
    }

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

    private async ValueTask<Caller?> AdmitAgainAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await members.AdmitAsync(caller, cancellationToken);
        }
        catch (CarillonException)
        {
            return null;
        }
    }

    /// <summary>Tells a peer, in plain text, that it is not let in.</summary>
    public static Task RefuseAsync(HttpContext context, CarillonException refused)
    {
        context.Response.StatusCode = refused.Code switch
        {
            ErrorCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            ErrorCode.RateLimited => StatusCodes.Status429TooManyRequests,
            ErrorCode.PermissionDenied => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (refused.Code == ErrorCode.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refused.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refused.Message + "\n", context.RequestAborted);
    }
}
