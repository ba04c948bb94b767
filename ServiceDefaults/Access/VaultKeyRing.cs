using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using PenguinMails.Vault;

namespace PenguinMails.ServiceDefaults;

/// <summary>Keeps the data-protection key ring in Vault, one entry per key. Identity writes it; every service reads it.</summary>
internal sealed class VaultKeyRing(IKeyValueStore vault) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    private const string Element = "xml";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    // IXmlRepository is synchronous; it is asked at start and once a day, never while the ring in memory is fresh.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAllAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var elements = new List<XElement>();
        foreach (var name in await vault.ListAsync(VaultPath.DataProtection, timeout.Token))
        {
            using var secret = await vault.ReadAsync(VaultPath.DataProtectionKey(name), cancellationToken: timeout.Token);
            if (secret is not null)
            {
                elements.Add(XElement.Parse(secret.Text(Element)));
            }
        }

        return elements;
    }

    private async Task StoreAsync(XElement element, string friendlyName)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var values = new PlainTextValues { { Element, element.ToString(SaveOptions.DisableFormatting) } };
        if (await vault.WriteAsync(VaultPath.DataProtectionKey(friendlyName), values, cas: 0, timeout.Token) is not WriteOutcome.Written)
        {
            throw new InvalidOperationException($"Vault already holds a key ring entry named {friendlyName}.");
        }
    }
}
