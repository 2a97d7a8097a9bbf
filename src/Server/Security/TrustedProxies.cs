using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Carillon.Server.Security;

/// <summary>
/// Whose word is taken for where a request comes from: a request from one of these addresses comes from the last address in its
/// <c>X-Forwarded-For</c> that is none of them. Whoever else sends that header is not asked.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Whether this is an address, or a network such as <c>10.0.0.0/8</c>.</summary>
    public static bool IsAddress(string? text) => IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _);

    /// <summary>Applies it to all that is served behind it.</summary>
    /// <param name="proxies">Addresses and networks; nobody is trusted where there are none.</param>
    public static void Use(IApplicationBuilder app, IReadOnlyList<string> proxies)
    {
        if (proxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };

        // What it trusts by itself.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }
}
