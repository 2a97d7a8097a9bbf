using System.Diagnostics.CodeAnalysis;

namespace Carillon.Server.Security;

/// <summary>Where a web page comes from (RFC 6454): scheme, host and port, in the one spelling that browsers send.</summary>
internal sealed record WebOrigin(string Scheme, string Host, int Port)
{
    /// <summary>Reads an origin; false for what is none, such as <c>null</c>, or says more than one does.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebOrigin? origin)
    {
        origin = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && !uri.IsFile && uri.IdnHost.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            && uri.AbsolutePath is "" or "/"
                ? new WebOrigin(uri.Scheme, uri.IdnHost, uri.Port)
                : null;
        return origin is not null;
    }
}
