using System.Net;
using System.Text.Json;
using Carillon.Client;
using Carillon.Core.Ports;
using Carillon.Server.Configuration;

namespace Carillon.Cli.Failures;

/// <summary>What a person is told when something went wrong.</summary>
/// <param name="What">One line.</param>
/// <param name="Hint">What to do, one line.</param>
internal sealed record FailureReport(ExitCode Code, string What, string? Hint = null)
{
    private const string TraceHint = "This should not happen. CARILLON_TRACE=1 shows where it did.";

    /// <summary>Puts any exception into words.</summary>
    public static FailureReport Of(Exception exception) => exception switch
    {
        CliException known => new(known.Code, known.Message, known.Hint),
        CarillonApiException refused => Of(refused),
        StorageException storage => Split(ExitCode.Storage, storage.Message),
        ServerStartException start => Split(ExitCode.Failed, start.Message),
        JsonException => new(ExitCode.Failed, "The server's answer cannot be read.", "Is it another version of Carillon? Compare 'carillon --version' on both sides."),
        IOException or UnauthorizedAccessException => new(ExitCode.Failed, exception.Message),
        _ => new(ExitCode.Failed, exception.Message, TraceHint),
    };

    private static FailureReport Of(CarillonApiException refused) => refused.Code switch
    {
        "session_not_found" => new(ExitCode.Failed, refused.Detail, "See what is there: carillon sessions"),
        "unknown_agent" => new(ExitCode.Usage, refused.Detail),
        "turn_in_progress" => new(ExitCode.Refused, refused.Detail, "Watch it with 'carillon tail --session ID', or stop it with 'carillon sessions stop ID'."),
        "session_archived" => new(ExitCode.Refused, refused.Detail, "Bring it back: carillon sessions unarchive ID"),
        "already_resolved" => new(ExitCode.Refused, refused.Detail, "Someone else was faster, or nobody answered in time."),
        "unauthenticated" => new(ExitCode.Refused, refused.Detail, "Give an API key in CARILLON_TOKEN; 'carillon token create' makes one, where the server is."),
        "invalid" or "too_large" => new(ExitCode.Usage, refused.Detail),
        "storage_unavailable" => new(ExitCode.Storage, refused.Detail, "The server's own log says why."),
        "shutting_down" => new(ExitCode.Unreachable, refused.Detail, "Start it again with: carillon serve"),
        "unknown" => new(ExitCode.Unreachable, refused.Detail),
        _ => new(IsRefusal(refused.Status) ? ExitCode.Refused : ExitCode.Failed, refused.Detail),
    };

    private static bool IsRefusal(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests;

    /// <summary>The server's and the storage's texts say what is wrong first and what to do after it.</summary>
    private static FailureReport Split(ExitCode code, string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? new(code, text) : new(code, text[..(end + 1)], text[(end + 2)..]);
    }
}
