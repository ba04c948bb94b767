using PenguinMails.DevVault.Policies;

namespace PenguinMails.DevVault.Tests.Policies;

[Category("Pure")]
internal sealed class PolicyParserTests
{
    [TestCase("path \"x\" {", "failed to parse policy: At 1:11: object expected closing RBRACE got: EOF")]
    [TestCase("""path "x" { capabilities = ["fly"] }""", "failed to parse policy: path \"x\": invalid capability \"fly\"")]
    [TestCase("""path "x" { capabilitiez = ["read"] }""", "failed to parse policy: 1 error occurred:\n\t* path \"x\": invalid key \"capabilitiez\" on line 1\n\n")]
    [TestCase("""path "x/+*" { capabilities = ["read"] }""", "failed to parse policy: path \"x/+*\": invalid use of wildcards ('+*' is forbidden)")]
    [TestCase("""path "s/{{identity.entity.id" { capabilities = ["read"] }""", "failed to parse policy: failed to validate policy templating: unbalanced templating characters")]
    [TestCase("""path "x" { control_group = { ttl = "1h" } }""", "failed to parse policy: 1 error occurred:\n\t* path \"x\": invalid key \"control_group\" on line 1\n\n")]
    [TestCase("""rule "x" { }""", "failed to parse policy: 1 error occurred:\n\t* invalid key \"rule\" on line 1\n\n")]
    public void Parse_WhatIsNotUnderstood_IsRefused(string text, string error) =>
        Assert.That(() => PolicyParser.Parse(text), Throws.InstanceOf<PolicyException>().With.Message.EqualTo(error));

    [TestCase("path \"a\" { capabilities = [\"read\", \"list\"] }")]
    [TestCase("# why\npath \"/a\" {\n  capabilities = [\n    \"read\", // first\n    \"list\",\n  ]\n}\n")]
    [TestCase("/* long\nwhy */ path \"a\" { policy = \"read\" }")]
    [TestCase("""{"path":{"a":{"capabilities":["read","list"]}}}""")]
    [TestCase("""{"path":[{"a":[{"capabilities":["read","list"]}]}]}""")]
    [TestCase("path = { \"a\" = { capabilities = [\"read\", \"list\"] } }")]
    public void Parse_AnyWriting_GivesTheSameRule(string text)
    {
        var rule = PolicyParser.Parse(text).Single();

        Assert.Multiple(() =>
        {
            Assert.That(rule.Path, Is.EqualTo("a"));
            Assert.That(rule.Capabilities, Is.EqualTo(Capabilities.Read | Capabilities.List));
        });
    }

    [Test]
    public void Parse_BuiltInPolicies_AreUnderstood() => Assert.Multiple(() =>
    {
        Assert.That(PolicyParser.Parse(BuiltInPolicies.Default), Is.Not.Empty);
        Assert.That(PolicyParser.Parse(BuiltInPolicies.Wrapping), Has.Count.EqualTo(2));
    });
}
