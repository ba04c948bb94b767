using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PenguinMails.Vault;

namespace PenguinMails.ServiceDefaults;

/// <summary>Keeps the data-protection key ring in Vault, one entry per key. Identity writes it; every service reads it.</summary>
internal sealed class VaultKeyRing(IKeyValueStore vault, KeyRingState state) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    private const string Element = "xml";

    // Requests wait for this at a cold start, so it is shorter than Vault's own patience.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    // IXmlRepository is synchronous; it is asked at start and once a day, never while the ring in memory is fresh.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        state.IsMissing = true;
        var elements = Task.Run(() => RetryAsync(ReadAllAsync)).GetAwaiter().GetResult();
        state.IsMissing = elements.Count == 0;
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => RetryAsync(token => StoreAsync(element, friendlyName, token))).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var elements = new List<XElement>();
        foreach (var name in await vault.ListAsync(VaultPath.DataProtection, cancellationToken))
        {
            using var secret = await vault.ReadAsync(VaultPath.DataProtectionKey(name), cancellationToken: cancellationToken);
            if (secret is not null)
            {
                elements.Add(XElement.Parse(secret.Text(Element)));
            }
        }

        return elements;
    }

    private async Task<bool> StoreAsync(XElement element, string friendlyName, CancellationToken cancellationToken)
    {
        using var values = new PlainTextValues { { Element, element.ToString(SaveOptions.DisableFormatting) } };
        return await vault.WriteAsync(VaultPath.DataProtectionKey(friendlyName), values, cas: 0, cancellationToken) is WriteOutcome.Written
            ? true
            : throw new InvalidOperationException($"Vault already holds a key ring entry named {friendlyName}.");
    }

    private static async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            return await ask(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new VaultUnavailableException(VaultTrouble.Timeout);
        }
    }
}
