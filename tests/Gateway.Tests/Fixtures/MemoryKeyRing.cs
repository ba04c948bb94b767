using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>A key ring that lives as long as one gateway.</summary>
internal sealed class MemoryKeyRing : IXmlRepository
{
    private readonly List<XElement> _elements = [];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _elements];

    public void StoreElement(XElement element, string friendlyName) => _elements.Add(element);
}
