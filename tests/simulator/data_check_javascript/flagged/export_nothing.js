const twice = (number) => number * 2; // expect: no-handler
console.log(twice(2));
