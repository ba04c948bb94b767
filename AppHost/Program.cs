using Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddExecutable("first", "sleep", ".", "1000");

await builder.Build().RunAsync();
