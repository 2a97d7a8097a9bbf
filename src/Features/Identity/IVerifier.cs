using Carillon.Core.Identity;

namespace Carillon.Features.Identity;

/// <summary>Verifies one kind of token.</summary>
internal interface IVerifier
{
    /// <summary>Whether a token is known to be good, at next to no cost; null when it would have to be verified first.</summary>
    ValueTask<Authentication?> RecallAsync(string token, CancellationToken cancellationToken);

    /// <summary>Verifies a token; null when it is not good. Errors: Unauthenticated with a time to try again, when nothing can be verified now.</summary>
    ValueTask<Authentication?> VerifyAsync(string token, CancellationToken cancellationToken);
}
