using Carillon.Core.Identity;

namespace Carillon.Contracts.Identity;

/// <summary>Finds out who someone is from what they show.</summary>
public interface IAuthenticator
{
    /// <summary>Whether nobody is anyone without a credential; false where being on this machine is the credential.</summary>
    bool RequiresCredentials { get; }

    /// <summary>
    /// Verifies a token. Errors: Unauthenticated; RateLimited, with when to try again, after too many failures from one address.
    /// </summary>
    /// <param name="token">An API key or a JWT, as the peer sent it.</param>
    /// <param name="remoteAddress">Where the peer connects from: failures are counted by it.</param>
    ValueTask<Authentication> AuthenticateAsync(string token, string remoteAddress, CancellationToken cancellationToken);
}
