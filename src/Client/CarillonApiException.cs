using System.Net;

namespace Carillon.Client;

/// <summary>The server refused a request and said why.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">One of the server's list, such as <c>session_not_found</c>; <c>unknown</c> when the answer was not the server's own.</param>
/// <param name="detail">For people.</param>
public sealed class CarillonApiException(HttpStatusCode status, string code, string detail) : Exception($"{detail} ({code}, HTTP {(int)status})")
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>What went wrong, for programs.</summary>
    public string Code { get; } = code;

    /// <summary>What went wrong, for people.</summary>
    public string Detail { get; } = detail;

    /// <summary>Whether the same request may succeed later: the server is busy, stopping or faulty.</summary>
    public bool IsTransient => (int)Status >= 500 || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}
