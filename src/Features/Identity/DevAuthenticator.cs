using Carillon.Contracts.Identity;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity;

/// <summary>Dev mode: any token, and none, is the developer's (spec: Diminuendo, section 1.2).</summary>
internal sealed class DevAuthenticator : IAuthenticator
{
    private static readonly Authentication Developer = Authentication.Lasting(Caller.Dev);

    public bool RequiresCredentials => false;

    public ValueTask<Authentication> AuthenticateAsync(string token, string remoteAddress, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Developer);
}
