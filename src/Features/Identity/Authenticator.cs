using Carillon.Contracts.Identity;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Features.Identity.Attempts;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Identity;

/// <summary>
/// Verifies tokens, and slows down whoever guesses. A token that is known to be good never waits for the failures of others
/// behind the same address.
/// </summary>
internal sealed partial class Authenticator(IVerifier verifier, AttemptLimit attempts, ILogger<Authenticator> logger) : IAuthenticator
{
    // Headers and messages are larger than any token that an issuer makes.
    private const int MaxTokenLength = 8 * 1024;

    public bool RequiresCredentials => true;

    public async ValueTask<Authentication> AuthenticateAsync(string token, string remoteAddress, CancellationToken cancellationToken)
    {
        var fits = token.Length is > 0 and <= MaxTokenLength;
        if (fits && await verifier.RecallAsync(token, cancellationToken) is { } known) return known;
        if (attempts.WaitFor(remoteAddress) is { } wait)
        {
            throw new CarillonException(ErrorCode.RateLimited, "Too many failed attempts from this address; try again later.") { RetryAfter = wait };
        }

        if (fits && await verifier.VerifyAsync(token, cancellationToken) is { } verified) return verified;
        attempts.Failed(remoteAddress);
        LogRefused(remoteAddress);
        throw new CarillonException(ErrorCode.Unauthenticated, "The token is not valid, or not any more.");
    }

    [LoggerMessage(4300, LogLevel.Information, "A token from {Remote} was refused")]
    private partial void LogRefused(string remote);
}
